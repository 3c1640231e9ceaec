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

package io.github.apisecurity.problem;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * One RFC 9457 answer before it is written: its {@link ProblemType}, extension members
 * and response headers. Immutable.
 *
 * @since 0.1.0
 * @see ProblemWriter
 * @see ProblemException
 */
public final class Problem {

	private final ProblemType type;

	private final @Nullable String detail;

	private final Map<String, Object> members;

	private final HttpHeaders headers;

	private Problem(ProblemType type, @Nullable String detail, Map<String, Object> members, HttpHeaders headers) {
		this.type = type;
		this.detail = detail;
		this.members = members;
		this.headers = headers;
	}

	/**
	 * Create a problem of the given type.
	 * @param type the type
	 * @return the problem
	 */
	public static Problem of(ProblemType type) {
		return new Problem(type, null, Map.of(), new HttpHeaders());
	}

	/**
	 * Return this problem with a detail of its own. The detail is sent to the caller: it
	 * must hold no input of the request and nothing about the implementation.
	 * @param detail the detail
	 * @return a new problem
	 */
	public Problem withDetail(String detail) {
		return new Problem(this.type, detail, this.members, this.headers);
	}

	/**
	 * Return this problem with an extension member.
	 * @param name the name of the member
	 * @param value the value of the member
	 * @return a new problem
	 */
	public Problem withMember(String name, Object value) {
		Map<String, Object> members = new LinkedHashMap<>(this.members);
		members.put(name, value);
		return new Problem(this.type, this.detail, members, this.headers);
	}

	/**
	 * Return this problem with a response header.
	 * @param name the name of the header
	 * @param value the value of the header
	 * @return a new problem
	 */
	public Problem withHeader(String name, String value) {
		HttpHeaders headers = new HttpHeaders(this.headers);
		headers.set(name, value);
		return new Problem(this.type, this.detail, this.members, headers);
	}

	Problem withHeaders(HttpHeaders headers) {
		return new Problem(this.type, this.detail, this.members, headers);
	}

	/**
	 * Return the type.
	 * @return the type
	 */
	public ProblemType getType() {
		return this.type;
	}

	/**
	 * Return the detail: its own, or that of the type.
	 * @return the detail
	 */
	public String getDetail() {
		return (this.detail != null) ? this.detail : this.type.detail();
	}

	Map<String, Object> members() {
		return this.members;
	}

	HttpHeaders headers() {
		return this.headers;
	}

}
