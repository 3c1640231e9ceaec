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

package io.github.apisecurity.masking.jackson;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What the caller of one request may see. A value is clear only in a response that no
 * cache may keep: once it is too late to say so, everything is masked. Decisions are made
 * once for each rule, not for each value.
 */
class RequestReveal implements Reveal {

	private static final String ATTRIBUTE = RequestReveal.class.getName();

	private static final int MAX_NAMES = 100;

	private final HttpServletResponse response;

	private final RevealConditions conditions;

	private final SecurityEventPublisher publisher;

	private final Set<String> unrecorded = new LinkedHashSet<>();

	/**
	 * What the caller may see of the types of the body, known before it is written.
	 */
	private final Set<String> expected = new LinkedHashSet<>();

	private @Nullable Boolean recorded;

	private final Map<MaskingRule, Boolean> decisions = new IdentityHashMap<>();

	private @Nullable Authentication caller;

	private @Nullable Set<String> authorities;

	private boolean uncacheable;

	private @Nullable Thread writer;

	RequestReveal(HttpServletResponse response, RevealConditions conditions, SecurityEventPublisher publisher) {
		this.response = response;
		this.conditions = conditions;
		this.publisher = publisher;
	}

	static RequestReveal start(HttpServletRequest request, HttpServletResponse response, RevealConditions conditions,
			SecurityEventPublisher publisher) {
		RequestReveal reveal = new RequestReveal(response, conditions, publisher);
		RequestReveal before = of(request);
		if (before != null && request.getDispatcherType() == DispatcherType.ASYNC) {
			// An earlier dispatch ends without a word.
			reveal.unrecorded.addAll(before.unrecorded);
		}
		request.setAttribute(ATTRIBUTE, reveal);
		return reveal;
	}

	static @Nullable RequestReveal of(ServletRequest request) {
		return (RequestReveal) request.getAttribute(ATTRIBUTE);
	}

	/**
	 * Let this thread, and no other one, write the answer from now on. What the handler
	 * itself writes before is for others, such as the streams of subscribers.
	 */
	void open() {
		this.writer = Thread.currentThread();
	}

	void close() {
		this.writer = null;
	}

	boolean isOpen() {
		return this.writer == Thread.currentThread();
	}

	@Override
	public boolean isRevealed(MaskingRule rule, String property, @Nullable Object bean) {
		if (!mayReveal(rule, bean) || !makeUncacheable(null) || !isRecorded(property)) {
			return false;
		}
		if (!this.expected.contains(property) && this.unrecorded.size() < MAX_NAMES) {
			this.unrecorded.add(property);
		}
		return true;
	}

	// Before the first value is written: what cannot be recorded is not shown.
	private boolean isRecorded(String property) {
		if (this.recorded == null) {
			this.expected.add(property);
			try {
				record(this.expected);
				this.recorded = true;
			}
			catch (ProblemException ex) {
				this.recorded = false;
			}
		}
		return this.recorded;
	}

	private void record(Collection<String> properties) {
		// What another dispatch has left is recorded for the same caller.
		authorities();
		this.publisher.publish(SecurityEventType.SENSITIVE_READ, null, this.caller,
				Map.of("properties", properties.stream().limit(MAX_NAMES).toList()));
	}

	/**
	 * Record what no type told beforehand.
	 */
	void recordRest() {
		if (!this.unrecorded.isEmpty()) {
			record(this.unrecorded);
		}
	}

	@Override
	public Reveal onAnyThread() {
		// The caller and the request are known to this thread only.
		authorities();
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		return (rule, property, bean) -> {
			RequestAttributes other = RequestContextHolder.getRequestAttributes();
			synchronized (this) {
				RequestContextHolder.setRequestAttributes(request);
				try {
					return isRevealed(rule, property, bean);
				}
				finally {
					RequestContextHolder.setRequestAttributes(other);
				}
			}
		};
	}

	@Override
	public boolean mayReveal(MaskingRule rule, @Nullable Object bean) {
		return holdsAuthority(rule) || (rule.unless() != null && this.caller != null
				&& this.conditions.holds(rule.unless(), this.caller, bean));
	}

	private boolean holdsAuthority(MaskingRule rule) {
		return this.decisions.computeIfAbsent(rule, (key) -> key.revealTo().stream().anyMatch(authorities()::contains));
	}

	private Set<String> authorities() {
		Set<String> authorities = this.authorities;
		if (authorities == null) {
			this.caller = this.conditions.caller();
			authorities = (this.caller != null) ? this.conditions.authorities(this.caller) : Set.of();
			this.authorities = authorities;
		}
		return authorities;
	}

	/**
	 * Keep caches away before the body is written, if it may hold a clear value.
	 * @param rules the rules of the body, with the names of its properties
	 * @param headers the headers that will be written
	 */
	void prepare(Map<MaskingRule, Set<String>> rules, HttpHeaders headers) {
		rules.forEach((rule, names) -> {
			if (holdsAuthority(rule) || (rule.unless() != null && this.caller != null)) {
				this.expected.addAll(names);
				makeUncacheable(headers);
			}
		});
	}

	private boolean makeUncacheable(@Nullable HttpHeaders headers) {
		if (!this.uncacheable) {
			if (this.response.isCommitted()) {
				return false;
			}
			if (headers != null) {
				headers.setCacheControl("no-store");
			}
			this.response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
			if (!this.response.getHeaders(HttpHeaders.VARY).contains(HttpHeaders.AUTHORIZATION)) {
				this.response.addHeader(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
			}
			this.uncacheable = true;
		}
		return true;
	}

}
