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

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Looks at the parameters of a URL without asking the request for its parameters, which
 * would read and store its body before anybody is authenticated.
 *
 * @since 0.1.0
 */
public final class QueryParameters {

	private QueryParameters() {
	}

	/**
	 * Return whether one of the parameters matches.
	 * @param query the query as sent or {@code null}
	 * @param predicate the condition, for the decoded name and value
	 * @return whether there is one
	 */
	public static boolean anyMatch(@Nullable String query, BiPredicate<String, String> predicate) {
		return read(query, "[&;]").anyMatch((parameter) -> predicate.test(parameter.name(), parameter.value()));
	}

	private static Stream<Parameter> read(@Nullable String query, String separator) {
		return Stream.of((query != null) ? query.split(separator) : new String[0]).map((text) -> {
			int end = text.indexOf('=');
			return (end != -1) ? new Parameter(decode(text.substring(0, end)), decode(text.substring(end + 1)))
					: new Parameter(decode(text), "");
		});
	}

	/**
	 * Return the value that the application finds for a parameter: for that, unlike for
	 * those who look for a secret, a semicolon divides nothing.
	 * @param query the query as sent or {@code null}
	 * @param name the decoded name
	 * @return the first decoded value, {@code null} when there is none
	 */
	public static @Nullable String first(@Nullable String query, String name) {
		return read(query, "&").filter((parameter) -> parameter.name().equals(name))
			.findFirst()
			.map(Parameter::value)
			.orElse(null);
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

	private record Parameter(String name, String value) {

	}

}
