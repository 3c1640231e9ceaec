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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.Element;
import org.springframework.http.server.PathContainer.PathSegment;

/**
 * Rules in order, each with what it says about its requests. To be quick with many, they
 * are found along the segments of the path.
 *
 * @param <T> the type of what a rule says
 * @since 0.1.0
 */
public final class RequestRules<T> {

	private final List<Entry<T>> entries;

	private final Node root = new Node();

	RequestRules(List<Entry<T>> entries) {
		this.entries = List.copyOf(entries);
		for (int i = 0; i < entries.size(); i++) {
			this.root.add(entries.get(i).rule(), 0, i);
		}
	}

	/**
	 * Return what the first rule for a request says.
	 * @param request the request
	 * @return what it says, or {@code null} when no rule is for it
	 * @throws IllegalArgumentException when the server itself refused the path, which
	 * cannot be read
	 */
	public @Nullable T first(HttpServletRequest request) {
		if (this.entries.isEmpty()) {
			return null;
		}
		int first = first(this.root, request.getMethod(), RequestRule.path(request), 0, 0, this.entries.size());
		return (first < this.entries.size()) ? this.entries.get(first).payload() : null;
	}

	/**
	 * Return what all rules for a request say.
	 * @param request the request
	 * @return what they say, in order
	 */
	public List<T> all(HttpServletRequest request) {
		if (this.entries.isEmpty()) {
			return List.of();
		}
		PathContainer path = RequestRule.path(request);
		int end = this.entries.size();
		List<T> all = new ArrayList<>();
		int next = first(this.root, request.getMethod(), path, 0, 0, end);
		while (next < end) {
			all.add(this.entries.get(next).payload());
			next = first(this.root, request.getMethod(), path, 0, next + 1, end);
		}
		return all;
	}

	// The first that matches of the rules from one to another.
	private int first(Node node, String method, PathContainer path, int depth, int from, int to) {
		int first = to;
		for (int index : node.rules) {
			if (index >= first) {
				break;
			}
			if (index >= from && this.entries.get(index).rule().matches(method, path)) {
				first = index;
			}
		}
		String segment = segment(path, depth);
		if (segment != null) {
			Node literal = node.literals.get(segment);
			first = (literal != null) ? first(literal, method, path, depth + 1, from, first) : first;
			first = (node.any != null) ? first(node.any, method, path, depth + 1, from, first) : first;
		}
		return first;
	}

	private static @Nullable String segment(PathContainer path, int depth) {
		List<Element> elements = path.elements();
		int index = 2 * depth + 1;
		return (index < elements.size() && elements.get(index) instanceof PathSegment segment) ? segment.valueToMatch()
				: null;
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
	 * Hand out the rules in order.
	 * @param consumer takes a rule and what it says
	 */
	public void forEach(BiConsumer<RequestRule, T> consumer) {
		this.entries.forEach((entry) -> consumer.accept(entry.rule(), entry.payload()));
	}

	/**
	 * Look for rules that never decide where the first that matches does.
	 * @param decides whether an earlier rule leaves a later one nothing, by what they say
	 * @param found takes the later rule, and what is wrong with it
	 */
	public void findCovered(BiPredicate<T, T> decides, BiConsumer<RequestRule, String> found) {
		for (int i = 0; i < this.entries.size(); i++) {
			Entry<T> later = this.entries.get(i);
			this.entries.subList(0, i)
				.stream()
				.filter((earlier) -> earlier.rule().covers(later.rule())
						&& decides.test(earlier.payload(), later.payload()))
				.findFirst()
				.ifPresent((earlier) -> found.accept(later.rule(), "'" + earlier.rule().key() + "' with '"
						+ earlier.rule()
						+ "' comes first and matches all of these requests, so that this rule never decides. Move it up or remove it."));
		}
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
	 * The rules that begin with the same segments.
	 */
	private static final class Node {

		private static final int MAX_DEPTH = 8;

		private final Map<String, Node> literals = new HashMap<>();

		private @Nullable Node any;

		private int[] rules = {};

		void add(RequestRule rule, int depth, int index) {
			if (depth == MAX_DEPTH || !rule.hasOneSegment(depth)) {
				this.rules = Arrays.copyOf(this.rules, this.rules.length + 1);
				this.rules[this.rules.length - 1] = index;
				return;
			}
			String literal = rule.literal(depth);
			if (literal != null) {
				this.literals.computeIfAbsent(literal, (segment) -> new Node()).add(rule, depth + 1, index);
				return;
			}
			Node any = (this.any != null) ? this.any : new Node();
			any.add(rule, depth + 1, index);
			this.any = any;
		}

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
