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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FieldPointer}.
 */
class FieldPointerTests {

	@ParameterizedTest
	@CsvSource({ "name, #/name", "items[0].name, #/items/0/name", "items[12], #/items/12",
			"map[key].name, #/map/*/name", "map[a.b/c~].x, #/map/*/x", "a[<script>], #/a/*", "map[], #/map/*",
			"a.b.c, #/a/b/c", "<b>, #/*", "map[a]secret].name, #/map/*/name", "map[a]secret][0], #/map/*/0" })
	void pathBecomesPointerWithoutInput(String path, String pointer) {
		assertThat(FieldPointer.ROOT.path(path)).hasToString(pointer);
	}

	@Test
	void whenKeyOfTheCallerMakesManyStepsPointerEnds() {
		assertThat(FieldPointer.ROOT.path("map[x]" + ".a".repeat(500_000) + "]").toString()).startsWith("#/map/*/a/a")
			.hasSizeLessThan(2_000);
	}

	@ParameterizedTest
	@CsvSource({ "name, #/name", "first-name, #/first-name", "3, #/3", "a/b, #/*", "'', #/*", "naïve, #/*" })
	void stepIsNamedWhenItIsAName(String name, String pointer) {
		assertThat(FieldPointer.ROOT.step(name)).hasToString(pointer);
	}

}
