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

package io.github.apisecurity.validation;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonStrictness}.
 */
class JsonStrictnessTests {

	@ParameterizedTest
	@MethodSource("mappers")
	void whatTheMapperWritesItReads(JsonMapper mapper) {
		JsonMapper strict = new JsonStrictness(Set.of(JsonRule.values()), true).rebuild(mapper);
		assertThat(strict.readValue(mapper.writerFor(int.class).writeValueAsString(5), int.class)).isEqualTo(5);
		Written written = new Written(7L, 8, new BigDecimal("3.50"), Unit.KILO, true);
		assertThat(strict.readValue(mapper.writeValueAsString(written), Written.class)).isEqualTo(written);
	}

	@Test
	void whatIsWrittenAndNotReadComesBackAndNothingElse() {
		JsonMapper strict = new JsonStrictness(Set.of(JsonRule.values()), true).rebuild(JsonMapper.shared());
		Priced priced = strict.readValue(strict.writeValueAsString(new Priced(2)), Priced.class);
		assertThat(priced.count).isEqualTo(2);
		assertThat(strict.readValue("{\"price\":3,\"double\":6}", Doubled.class).price()).isEqualTo(3);
		assertThat(strict.readValue("{\"price\":3,\"_links\":{}}", Doubled.class).price()).isEqualTo(3);
		assertThatExceptionOfType(MismatchedInputException.class)
			.isThrownBy(() -> strict.readValue("{\"count\":2,\"totals\":4}", Priced.class));
		assertThat(strict.readValue("{\"total\":4}", Open.class).others).containsKey("total");
	}

	@Test
	void whenNumberIsInfiniteOrHasABillionDigitsIsRefused() {
		JsonMapper strict = new JsonStrictness(Set.of(JsonRule.values()), true).rebuild(JsonMapper.shared());
		for (String number : new String[] { "1e1000000000", "1e400", "1.8e308", "9".repeat(400) }) {
			for (Class<?> type : new Class<?>[] { double.class, Float.class }) {
				assertThatExceptionOfType(MismatchedInputException.class).as(number + " as " + type)
					.isThrownBy(() -> strict.readValue(number, type));
			}
		}
		for (String number : new String[] { "1e1000000000", "-1E-1000000000", "1e401" }) {
			assertThatExceptionOfType(MismatchedInputException.class).as(number)
				.isThrownBy(() -> strict.readValue("{\"amount\":" + number + "}", Written.class));
		}
		assertThatExceptionOfType(MismatchedInputException.class)
			.isThrownBy(() -> strict.readValue("1e39", float.class));
		assertThat(strict.readValue("{\"amount\":1.5e3}", Written.class).amount()).isEqualByComparingTo("1500");
		assertThat(strict.readValue("1.5e300", Double.class)).isEqualTo(1.5e300);
		assertThat(strict.readValue("1", float.class)).isEqualTo(1);
		JsonMapper lenient = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
		assertThat(new JsonStrictness(Set.of(JsonRule.values()), true).rebuild(lenient).readValue("+INF", Double.class))
			.isInfinite();
	}

	static Stream<JsonMapper> mappers() {
		SimpleModule numbers = new SimpleModule().addSerializer(Long.class, ToStringSerializer.instance)
			.addSerializer(Integer.class, ToStringSerializer.instance)
			.addSerializer(int.class, ToStringSerializer.instance);
		return Stream.of(JsonMapper.builder().build(), JsonMapper.builder().addModule(numbers).build(),
				JsonMapper.builder().enable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS).build(),
				JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_USING_INDEX).build());
	}

	@Test
	void whatTheMapperDoesNotWriteItRefuses() {
		JsonMapper strict = new JsonStrictness(Set.of(JsonRule.values()), true).rebuild(JsonMapper.builder()
			.addModule(new SimpleModule().addSerializer(Long.class, ToStringSerializer.instance))
			.build());
		assertThat(strict.readValue("{\"id\":\"7\"}", Written.class).id()).isEqualTo(7);
		for (String json : new String[] { "{\"count\":\"7\"}", "{\"id\":\"\"}", "{\"unit\":0}", "{\"paid\":1}" }) {
			assertThatExceptionOfType(MismatchedInputException.class).as(json)
				.isThrownBy(() -> strict.readValue(json, Written.class));
		}
	}

	@Test
	void whenTruthValueIsWrittenAsNumberItIsReadByItsValue() {
		JsonMapper strict = new JsonStrictness(Set.of(JsonRule.values()), true).rebuild(JsonMapper.shared());
		assertThat(strict.readValue("{\"paid\":-0}", Counted.class).paid()).isFalse();
		assertThat(strict.readValue("{\"paid\":1}", Counted.class).paid()).isTrue();
		assertThatExceptionOfType(MismatchedInputException.class)
			.isThrownBy(() -> strict.readValue("{\"paid\":2}", Counted.class));
	}

	record Counted(@JsonFormat(shape = JsonFormat.Shape.NUMBER) Boolean paid) {

	}

	record Written(Long id, Integer count, BigDecimal amount, Unit unit, Boolean paid) {

	}

	enum Unit {

		ONE, KILO

	}

	static class Priced {

		@JsonProperty
		int count;

		Priced() {
		}

		Priced(int count) {
			this.count = count;
		}

		@JsonProperty
		int getTotal() {
			return this.count * 2;
		}

	}

	record Doubled(int price) {

		@JsonProperty
		int getDouble() {
			return this.price * 2;
		}

	}

	static class Open {

		@JsonAnySetter
		Map<String, Object> others = new HashMap<>();

		@JsonProperty
		int getTotal() {
			return 0;
		}

	}

}
