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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;

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
		if (query == null) {
			return false;
		}
		return anyMatch(query.split("[&;]"), predicate);
	}

	private static boolean anyMatch(String[] parameters, BiPredicate<String, String> predicate) {
		for (String parameter : parameters) {
			int end = parameter.indexOf('=');
			String name = decode((end != -1) ? parameter.substring(0, end) : parameter);
			String value = (end != -1) ? decode(parameter.substring(end + 1)) : "";
			if (predicate.test(name, value)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the value that the application finds for a parameter: for that, unlike for
	 * those who look for a secret, a semicolon divides nothing.
	 * @param query the query as sent or {@code null}
	 * @param name the decoded name
	 * @return the first decoded value, {@code null} when there is none
	 */
	public static @Nullable String first(@Nullable String query, String name) {
		AtomicReference<@Nullable String> first = new AtomicReference<>();
		anyMatch((query != null) ? query.split("&") : new String[0],
				(candidate, value) -> candidate.equals(name) && first.compareAndSet(null, value));
		return first.get();
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

}
