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

import java.util.Collections;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.guard.IssuerTokens;
import org.jspecify.annotations.Nullable;

/**
 * Rules for the header of a token.
 *
 * @param algorithms the algorithms, empty for those the decoder knows
 * @param types the values of {@code typ} in lower case
 * @param typeRequired whether {@code typ} must be there
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725.html">RFC 8725, JWT Best Current
 * Practices</a>
 */
record HeaderRules(Set<String> algorithms, Set<String> types, boolean typeRequired) {

	/**
	 * Parameters by which a token would bring its own key, or change what is signed.
	 */
	private static final Set<String> FORBIDDEN = Set.of("jwk", "x5u", "x5c", "crit", "b64", "enc");

	private static final int MAX_KEY_ID_LENGTH = 256;

	void check(Map<String, Object> header) {
		TokenRejectedException.throwIf(!Collections.disjoint(FORBIDDEN, header.keySet()), "header_forbidden",
				header.keySet(), "none of " + FORBIDDEN);
		TokenRejectedException.throwIf(header.containsKey("zip") && !"NONE".equals(header.get("zip")),
				"header_forbidden");
		// Some providers always name the location of their keys. It is never asked.
		TokenRejectedException.throwIf(header.containsKey("jku") && !(header.get("jku") instanceof String),
				"header_malformed");
		checkAlgorithm(header.get("alg"));
		checkType(header.get("typ"));
		checkContentType(header.get("cty"));
		checkKeyId(header);
	}

	private void checkAlgorithm(@Nullable Object algorithm) {
		if (!(algorithm instanceof String name)) {
			throw new TokenRejectedException("header_malformed");
		}
		boolean allowed = (this.algorithms.isEmpty()) ? !name.equalsIgnoreCase("none") : this.algorithms.contains(name);
		TokenRejectedException.throwIf(!allowed, "algorithm_not_allowed", name, this.algorithms);
	}

	private void checkType(@Nullable Object type) {
		if (type == null) {
			TokenRejectedException.throwIf(this.typeRequired, "type_missing", null, this.types);
			return;
		}
		if (!(type instanceof String name)) {
			throw new TokenRejectedException("header_malformed");
		}
		TokenRejectedException.throwIf(!this.types.contains(IssuerTokens.type(name)), "type_not_allowed", name,
				this.types);
	}

	private static void checkContentType(@Nullable Object contentType) {
		TokenRejectedException.throwIf(
				contentType != null && !(contentType instanceof String name && name.equalsIgnoreCase("json")),
				"header_forbidden");
	}

	private static void checkKeyId(Map<String, Object> header) {
		TokenRejectedException.throwIf(header.containsKey("kid") && (!(header.get("kid") instanceof String id)
				|| id.isBlank() || id.length() > MAX_KEY_ID_LENGTH || !ClaimReader.isClean(id)), "header_malformed");
	}

}
