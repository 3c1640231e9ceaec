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

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.authentication.jwt.AccessTokenClaimsProperties.LetterCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuthorityMapping}.
 */
class AuthorityMappingTests {

	@ParameterizedTest
	@CsvSource({ "UPPER,     ,     ,          ROLE_ADMIN, true", "UPPER,     ,     ,          ROLE_admin, false",
			"UPPER,     ,     ,          ADMIN,      false", "UNCHANGED, ADMIN,,          ROLE_ADMIN, true",
			"UPPER,     admin,,          ROLE_ADMIN, true", "UNCHANGED, ADMIN,,          ROLE_USER,  false",
			"UNCHANGED, boss, BOSS,      BOSS,       true", "UNCHANGED, ,     BOSS,      ROLE_x,     true" })
	void knowsWhatItCanGrant(LetterCase letterCase, String allowed, String renamed, String authority, boolean granted) {
		AuthorityMapping mapping = new AuthorityMapping(List.of("roles"), "ROLE_", letterCase,
				(allowed != null) ? Set.of(allowed) : Set.of(), (renamed != null) ? Map.of("boss", renamed) : Map.of(),
				false);
		assertThat(mapping.canGrant(authority)).isEqualTo(granted);
	}

}
