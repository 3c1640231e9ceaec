/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.apisecurity.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.Element;
import org.springframework.http.server.PathContainer.PathSegment;

/**
 * Rules in order, each with what it says about its requests. To be quick with many, they
 * are found by the segment of the path in which they differ most.
 *
 * @param <T> the type of what a rule says
 * @since 0.1.0
 */
public final class RequestRules<T> {

	private static final int MAX_DEPTH = 6;

	private final List<Entry<T>> entries;

	private final int depth;

	private final Map<String, List<Entry<T>>> bySegment;

	private final List<Entry<T>> others;

	RequestRules(List<Entry<T>> entries) {
		this.entries = List.copyOf(entries);
		List<Map<String, List<Entry<T>>>> indexes = new ArrayList<>();
		int best = 0;
		for (int i = 0; i < MAX_DEPTH; i++) {
			indexes.add(index(i));
			best = (longest(indexes.get(i)) < longest(indexes.get(best))) ? i : best;
		}
		this.depth = best;
		this.bySegment = indexes.get(best);
		this.others = this.entries.stream().filter((entry) -> entry.rule().literal(this.depth) == null).toList();
	}

	private Map<String, List<Entry<T>>> index(int depth) {
		Map<String, List<Entry<T>>> index = new HashMap<>();
		List<Entry<T>> others = new ArrayList<>();
		for (Entry<T> entry : this.entries) {
			String literal = entry.rule().literal(depth);
			if (literal != null) {
				index.computeIfAbsent(literal, (key) -> new ArrayList<>(others)).add(entry);
			}
			else {
				index.values().forEach((list) -> list.add(entry));
				others.add(entry);
			}
		}
		return index;
	}

	private int longest(Map<String, List<Entry<T>>> index) {
		return index.values().stream().mapToInt(List::size).max().orElse(this.entries.size());
	}

	/**
	 * Return what the first rule for a request says.
	 * @param request the request
	 * @return what it says, or {@code null} when no rule is for it
	 */
	public @Nullable T first(HttpServletRequest request) {
		if (!this.entries.isEmpty()) {
			PathContainer path = RequestRule.path(request);
			String method = request.getMethod();
			for (Entry<T> entry : candidates(path)) {
				if (entry.rule().matches(method, path)) {
					return entry.payload();
				}
			}
		}
		return null;
	}

	/**
	 * Return what all rules for a request say.
	 * @param request the request
	 * @return what they say, in order
	 */
	public List<T> all(HttpServletRequest request) {
		List<T> payloads = List.of();
		if (!this.entries.isEmpty()) {
			PathContainer path = RequestRule.path(request);
			String method = request.getMethod();
			for (Entry<T> entry : candidates(path)) {
				if (entry.rule().matches(method, path)) {
					payloads = (payloads.isEmpty()) ? new ArrayList<>(4) : payloads;
					payloads.add(entry.payload());
				}
			}
		}
		return payloads;
	}

	private List<Entry<T>> candidates(PathContainer path) {
		List<Element> elements = path.elements();
		int index = 2 * this.depth + 1;
		return (index < elements.size() && elements.get(index) instanceof PathSegment segment)
				? this.bySegment.getOrDefault(segment.valueToMatch(), this.others) : this.others;
	}

	/**
	 * Return whether there is no rule.
	 * @return whether there is none
	 */
	public boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Return the same rules with something else to say.
	 * @param <R> the type of what a rule says then
	 * @param mapper makes it
	 * @return the rules
	 */
	public <R> RequestRules<R> map(Function<T, R> mapper) {
		return new RequestRules<>(this.entries.stream()
			.map((entry) -> new Entry<>(entry.rule(), mapper.apply(entry.payload())))
			.toList());
	}

	/**
	 * Return the rules as an operator reads them.
	 * @param payload describes what a rule says
	 * @return the rules in order
	 */
	public List<Map<String, Object>> describe(Function<T, ? extends Map<String, ?>> payload) {
		return this.entries.stream().map((entry) -> {
			Map<String, Object> description = entry.rule().describe();
			description.putAll(payload.apply(entry.payload()));
			return description;
		}).toList();
	}

	/**
	 * One of the rules.
	 *
	 * @param <T> the type of what it says
	 * @param rule the requests it is for
	 * @param payload what it says
	 */
	record Entry<T>(RequestRule rule, T payload) {

	}

}
