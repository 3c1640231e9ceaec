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

package io.github.apisecurity.masking.jackson;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingRules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.xml.XmlMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WriteBackGuard} with instantiators of the application and with names
 * that are there twice.
 */
class WriteBackGuardTests {

	@Test
	void whenInstantiatorHandsOutCopiesArgumentsAreGuarded() {
		assertGuarded(mapper(Copying::new));
	}

	@Test
	void whenInstantiatorBelongsToSeveralMappersEachGuardsItsArguments() {
		AtomicReference<ValueInstantiator> shared = new AtomicReference<>();
		UnaryOperator<ValueInstantiator> sharing = (instantiator) -> {
			shared.compareAndSet(null, instantiator);
			return shared.get();
		};
		assertGuarded(mapper(sharing));
		assertGuarded(mapper(sharing));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"contact\":{\"phone\":\"***\",\"phone\":\"1\"}}",
			"{\"contact\":{\"***\":\"1\",\"***\":\"2\"}}", "{\"contact\":{\"***-2\":\"1\"}}",
			"{\"contact\":{\"phone\":[\"***\"]}}" })
	void whenAMaskIsAnywhereInAStructureIsRefused(String body) {
		JsonMapper mapper = mapper(UnaryOperator.identity());
		assertThatExceptionOfType(MaskWriteBackException.class)
			.isThrownBy(() -> mapper.readValue(body, Customer.class));
		assertThat(mapper.readValue("{\"contact\":{\"phone\":\"1\",\"phone\":\"2\"}}", Customer.class).contact.phones)
			.containsExactly("1", "2");
	}

	@Test
	void whenElementIsEmptyIsReadAsWithoutMasks() {
		XmlMapper mapper = XmlMapper.builder()
			.addModule(new MaskingModule(MaskingRules.ofAnnotations(), RevealSource.none()))
			.build();
		assertThat(mapper.readValue("<Owner><account/></Owner>", Owner.class))
			.isEqualTo(new XmlMapper().readValue("<Owner><account/></Owner>", Owner.class))
			.isEqualTo(new Owner(new Account(null)));
	}

	private static void assertGuarded(JsonMapper mapper) {
		assertThat(mapper.readValue("{\"pin\":\"1\"}", Account.class)).isEqualTo(new Account("1"));
		assertThatExceptionOfType(MaskWriteBackException.class)
			.isThrownBy(() -> mapper.readValue("{\"pin\":\"***\"}", Account.class));
	}

	private static JsonMapper mapper(UnaryOperator<ValueInstantiator> instantiators) {
		return JsonMapper.builder()
			.addModule(new MaskingModule(MaskingRules.ofAnnotations(), RevealSource.none()))
			.addModule(new SimpleModule() {

				@Override
				public void setupModule(SetupContext context) {
					context.addValueInstantiators(new ValueInstantiators.Base() {

						@Override
						public ValueInstantiator modifyValueInstantiator(DeserializationConfig config,
								BeanDescription.Supplier description, ValueInstantiator instantiator) {
							return (description.getBeanClass() == Account.class) ? instantiators.apply(instantiator)
									: instantiator;
						}

					});
				}

			})
			.build();
	}

	record Account(@Masked @Nullable String pin) {

	}

	record Owner(Account account) {

	}

	record Customer(@Masked Contact contact) {

	}

	public static class Contact {

		private final List<String> phones = new ArrayList<>();

		public void setPhone(String phone) {
			this.phones.add(phone);
		}

	}

	private static final class Copying extends ValueInstantiator.Delegating {

		Copying(ValueInstantiator delegate) {
			super(delegate);
		}

		@Override
		public ValueInstantiator createContextual(DeserializationContext context,
				BeanDescription.Supplier description) {
			return this;
		}

		@Override
		public SettableBeanProperty[] getFromObjectArguments(DeserializationConfig config) {
			return super.getFromObjectArguments(config).clone();
		}

	}

}
