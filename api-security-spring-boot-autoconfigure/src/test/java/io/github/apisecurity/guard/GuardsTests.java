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

package io.github.apisecurity.guard;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.List;

import io.github.apisecurity.authentication.stepup.RequireStepUp;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.AliasFor;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.samples.GuardedSample;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Guards}.
 */
class GuardsTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final Guards<String> guards = new Guards<>(this.beanFactory,
			(annotations, method, member) -> annotations.get(0).getString("value"), List.of(Guarded.class), List.of());

	@Test
	void whenMethodOfInterfaceIsAnnotatedFindsIt() {
		assertThat(find(Service.class, "ofInterface")).isEqualTo("interface method");
		assertThat(find(Service.class, "generic")).isEqualTo("generic");
		assertThat(find(Service.class, "ofDefault")).isEqualTo("default method");
	}

	@Test
	void whenAnnotationIsMetaFindsItWithItsAttributes() {
		assertThat(find(Service.class, "meta")).isEqualTo("by meta-annotation");
	}

	@Test
	void whenSuperclassIsAnnotatedFindsIt() {
		assertThat(find(Service.class, "inherited")).isEqualTo("superclass");
		assertThat(find(Service.class, "overridden")).isEqualTo("overridden");
		assertThat(find(OtherService.class, "overridden")).isEqualTo("superclass");
	}

	@Test
	void whenOnlyClassOfBeanIsAnnotatedGuardsWhatItInherits() {
		assertThat(find(AnnotatedHeir.class, "plain")).isEqualTo("heir");
	}

	@Test
	void whenTypeOfInterfaceIsAnnotatedGuardsItsMethods() {
		assertThat(find(ContractService.class, "any")).isEqualTo("contract");
	}

	@Test
	void whenInterfaceOfInterfaceIsAnnotatedItsBeansAreCandidates() {
		assertThat(find(DistantService.class, "ofDefault")).isEqualTo("default method");
		assertThat(this.guards.getClassFilter()).matches((filter) -> filter.matches(DistantService.class))
			.matches((filter) -> filter.matches(DistantContract.class))
			.matches((filter) -> filter.matches(DistantAnnotatedService.class));
	}

	@Test
	void whenNothingIsAnnotatedFindsNothing() {
		assertThat(find(Plain.class, "plain")).isNull();
		assertThat(this.guards.getClassFilter().matches(Plain.class)).isFalse();
	}

	@Test
	void whenApplicationIsASampleOfSpringItsBeansAreGuarded() {
		Guards<String> stepUp = new Guards<>(this.beanFactory,
				(annotations, method, member) -> annotations.get(0).getStringArray("acr")[0],
				List.of(RequireStepUp.class), List.of());
		assertThat(stepUp.getClassFilter().matches(GuardedSample.class)).isTrue();
		assertThat(stepUp.getClassFilter().matches(DefaultListableBeanFactory.class)).isFalse();
	}

	@Test
	void whenTwoInterfacesDisagreeNamesTheMethod() {
		assertThatExceptionOfType(InvalidGuardException.class).isThrownBy(() -> find(Torn.class, "ofInterface"))
			.withMessageContaining("Torn#ofInterface()");
	}

	@Test
	void whenCalledThroughInterfaceMemberIsTheMethodThatRuns() throws Exception {
		Guards<String> members = new Guards<>(this.beanFactory, (annotations, method, member) -> member,
				List.of(Guarded.class), List.of());
		assertThat(members.find(Contract.class.getMethod("generic", Object.class), Service.class))
			.isEqualTo(Service.class.getName() + "#generic(java.lang.String)");
	}

	@Test
	void whenExemptedIsNotGuarded() throws Exception {
		Guards<String> exempting = new Guards<>(this.beanFactory, (annotations, method, member) -> member,
				List.of(Guarded.class), List.of(Exempt.class));
		assertThat(exempting.find(ExemptService.class.getDeclaredMethod("inherited"), ExemptService.class)).isNull();
		assertThat(exempting.find(Base.class.getDeclaredMethod("overridden"), ExemptService.class)).isNotNull();
	}

	@Test
	void placeholdersAreResolvedOnceAndMissingOnesNameTheMember() {
		MockEnvironment environment = new MockEnvironment().withProperty("the.value", "configured");
		this.beanFactory.addEmbeddedValueResolver(environment::resolveRequiredPlaceholders);
		assertThat(find(Configured.class, "known")).isEqualTo("configured").isSameAs(find(Configured.class, "known"));
		assertThatExceptionOfType(InvalidGuardException.class).isThrownBy(() -> find(Configured.class, "unknown"))
			.withMessageContaining("@Guarded on " + Configured.class.getName() + "#unknown(java.util.List)");
	}

	private String find(Class<?> type, String name) {
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			if (method.getName().equals(name) && !method.isBridge()) {
				return this.guards.find(method, type);
			}
		}
		return this.guards.find(type.getMethods()[0], type);
	}

	@Target({ ElementType.TYPE, ElementType.METHOD })
	@Retention(RetentionPolicy.RUNTIME)
	@interface Guarded {

		String value();

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@Guarded("replaced")
	@interface Meta {

		@AliasFor(annotation = Guarded.class, attribute = "value")
		String name();

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Exempt {

	}

	static class ExemptService extends Base {

		@Exempt
		@Override
		void inherited() {
		}

	}

	interface Contract<T> {

		@Guarded("interface method")
		void ofInterface();

		@Guarded("generic")
		void generic(T value);

		@Guarded("default method")
		default void ofDefault() {
		}

	}

	interface OtherContract {

		@Guarded("other interface method")
		void ofInterface();

	}

	@Guarded("contract")
	interface AnnotatedContract {

		void any();

	}

	@Guarded("superclass")
	static class Base {

		void inherited() {
		}

		void overridden() {
		}

	}

	static class Service extends Base implements Contract<String> {

		@Override
		public void ofInterface() {
		}

		@Override
		public void generic(String value) {
		}

		@Meta(name = "by meta-annotation")
		void meta() {
		}

		@Override
		@Guarded("overridden")
		void overridden() {
		}

	}

	static class OtherService extends Base {

		@Override
		void overridden() {
		}

	}

	static class ContractService implements AnnotatedContract {

		@Override
		public void any() {
		}

	}

	interface DistantContract extends Contract<String> {

	}

	static class DistantService implements DistantContract {

		@Override
		public void ofInterface() {
		}

		@Override
		public void generic(String value) {
		}

	}

	interface DistantAnnotatedContract extends AnnotatedContract {

	}

	static class DistantAnnotatedService implements DistantAnnotatedContract {

		@Override
		public void any() {
		}

	}

	static class Plain {

		void plain() {
		}

	}

	@Guarded("heir")
	static class AnnotatedHeir extends Plain {

	}

	static class Torn implements Contract<String>, OtherContract {

		@Override
		public void ofInterface() {
		}

		@Override
		public void generic(String value) {
		}

	}

	static class Configured {

		@Guarded("${the.value}")
		void known() {
		}

		@Guarded("${no.value}")
		void unknown(List<String> parameter) {
		}

	}

}
