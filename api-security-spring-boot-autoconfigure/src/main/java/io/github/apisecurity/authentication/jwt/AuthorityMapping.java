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

import io.github.apisecurity.authentication.jwt.AccessTokenClaimsProperties.LetterCase;
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
 * @param objectKeys whether the values are the names of the members of an object
 */
record AuthorityMapping(List<String> path, String prefix, LetterCase letterCase, Set<String> allowed,
		Map<String, String> rename, boolean objectKeys) {

	private static final int MAX_VALUES = 1000;

	private static final String ANY_MEMBER = "*";

	static AuthorityMapping scopes(String claim) {
		return new AuthorityMapping(List.of(claim), "SCOPE_", LetterCase.UNCHANGED, Set.of(), Map.of(), false);
	}

	/**
	 * Parse a path. One with a slash in front is a JSON pointer (RFC 6901), which names
	 * claims with dots in them. In one with dots an asterisk stands for any member.
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

	boolean canGrant(String authority) {
		return this.rename.containsValue(authority) || ((this.allowed.isEmpty())
				? authority.startsWith(this.prefix)
						&& toAuthority(authority.substring(this.prefix.length())).equals(authority)
				: this.allowed.stream().map(this::toAuthority).anyMatch(authority::equals));
	}

	Stream<String> authorities(Map<String, Object> claims) {
		return find(claims, 0).flatMap(this::values)
			.limit(MAX_VALUES)
			.filter((value) -> this.allowed.isEmpty() || this.allowed.contains(value))
			.map(this::toAuthority);
	}

	private Stream<?> find(@Nullable Object value, int depth) {
		if (depth == this.path.size()) {
			return Stream.ofNullable(value);
		}
		if (!(value instanceof Map<?, ?> members)) {
			return Stream.empty();
		}
		String name = this.path.get(depth);
		return name.equals(ANY_MEMBER) ? members.values().stream().flatMap((member) -> find(member, depth + 1))
				: find(members.get(name), depth + 1);
	}

	private Stream<String> values(Object value) {
		if (value instanceof String text) {
			// The name of a role may have spaces in it, when the configuration knows it.
			boolean one = this.allowed.contains(text) || this.rename.containsKey(text);
			return clean(one ? Stream.of(text) : Arrays.stream(StringUtils.tokenizeToStringArray(text, " ")));
		}
		if (value instanceof Collection<?> elements) {
			return clean(elements.stream());
		}
		if (this.objectKeys && value instanceof Map<?, ?> members) {
			return clean(members.keySet().stream());
		}
		throw TokenRejectedException.of(ClaimReader.MALFORMED, this.path,
				"a text or a list of texts, or an object with 'object-keys'");
	}

	// What cannot be shown or compared grants nothing; the others do.
	private static Stream<String> clean(Stream<?> values) {
		return values
			.filter((value) -> value instanceof String text && StringUtils.hasText(text) && ClaimReader.isClean(text))
			.map(String.class::cast);
	}

	private String toAuthority(String value) {
		String renamed = this.rename.get(value);
		if (renamed != null) {
			return renamed;
		}
		if (this.letterCase == LetterCase.UNCHANGED) {
			return this.prefix + value;
		}
		String upper = value.toUpperCase(Locale.ROOT);
		String lower = value.toLowerCase(Locale.ROOT);
		// A letter whose other case belongs to another letter, as that of the dotless i,
		// would give a name to whoever may choose one that looks similar.
		boolean reversible = upper.toLowerCase(Locale.ROOT).equals(lower)
				&& lower.toUpperCase(Locale.ROOT).equals(upper);
		return this.prefix + (reversible ? ((this.letterCase == LetterCase.UPPER) ? upper : lower) : value);
	}

}
