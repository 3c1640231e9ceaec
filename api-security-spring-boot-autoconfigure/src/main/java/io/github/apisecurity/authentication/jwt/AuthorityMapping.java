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

package io.github.apisecurity.authentication.jwt;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.authentication.jwt.AccessTokenProperties.LetterCase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * How a claim becomes authorities.
 *
 * @param path the names that lead to the claim
 * @param prefix the text put before each value
 * @param letterCase the case of the values
 * @param allowed the values that count, all when empty
 * @param rename the authorities of values that are renamed
 */
record AuthorityMapping(List<String> path, String prefix, LetterCase letterCase, Set<String> allowed,
		Map<String, String> rename) {

	private static final int MAX_VALUES = 1000;

	static AuthorityMapping scopes(String claim) {
		return new AuthorityMapping(List.of(claim), "SCOPE_", LetterCase.UNCHANGED, Set.of(), Map.of());
	}

	/**
	 * Parse a path. One with a slash in front is a JSON pointer (RFC 6901), which names
	 * claims with dots in them.
	 * @param path the path
	 * @return the names
	 */
	static List<String> parsePath(String path) {
		if (path.startsWith("/")) {
			return Arrays.stream(path.substring(1).split("/", -1))
				.map((name) -> name.replace("~1", "/").replace("~0", "~"))
				.toList();
		}
		// The usual URI as name of a claim has dots and slashes.
		return path.contains("://") ? List.of(path) : List.of(path.split("\\.", -1));
	}

	Stream<String> authorities(Map<String, Object> claims) {
		return values(find(claims)).filter((value) -> this.allowed.isEmpty() || this.allowed.contains(value))
			.map(this::toAuthority);
	}

	private @Nullable Object find(Map<String, Object> claims) {
		Object value = claims;
		for (String name : this.path) {
			value = (value instanceof Map<?, ?> members) ? members.get(name) : null;
		}
		return value;
	}

	private Stream<String> values(@Nullable Object value) {
		if (value == null) {
			return Stream.empty();
		}
		if (value instanceof String text) {
			return Stream.of(StringUtils.tokenizeToStringArray(text, " "));
		}
		if (value instanceof Collection<?> elements && elements.size() <= MAX_VALUES
				&& elements.stream().allMatch(String.class::isInstance)) {
			return elements.stream().map(String.class::cast).filter(StringUtils::hasText);
		}
		throw new TokenRejectedException(ClaimReader.MALFORMED);
	}

	private String toAuthority(String value) {
		String renamed = this.rename.get(value);
		if (renamed != null) {
			return renamed;
		}
		return this.prefix + switch (this.letterCase) {
			case UPPER -> value.toUpperCase(Locale.ROOT);
			case LOWER -> value.toLowerCase(Locale.ROOT);
			case UNCHANGED -> value;
		};
	}

}
