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
		for (String parameter : query.split("[&;]")) {
			int end = parameter.indexOf('=');
			String name = decode((end != -1) ? parameter.substring(0, end) : parameter);
			String value = (end != -1) ? decode(parameter.substring(end + 1)) : "";
			if (predicate.test(name, value)) {
				return true;
			}
		}
		return false;
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
