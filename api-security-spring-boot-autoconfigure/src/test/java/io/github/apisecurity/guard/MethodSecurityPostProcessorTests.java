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

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.function.Supplier;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.access.prepost.PreFilter;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizeReturnObject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MethodSecurityPostProcessor}.
 */
class MethodSecurityPostProcessorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GuardAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { OfMethod.class, OfPostAuthorize.class, OfPreFilter.class, OfPostFilter.class,
			OfSecured.class, OfRolesAllowed.class, OfDenyAll.class, OfPermitAll.class, OfReturnedObject.class,
			OfClass.class, OfInterface.class, OfSuperclass.class, OfGenericInterface.class, OfMetaAnnotation.class,
			OfDistantInterface.class, OfSuperclassWithDistantInterface.class })
	void whenAnnotatedIsProxied(Class<?> type) {
		this.runner.withBean("guarded", type)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean("guarded"))).isTrue());
	}

	@Test
	void whenNothingIsAnnotatedNoMethodIsLookedAt() {
		this.runner.withBean("plain", Plain.class).run((context) -> {
			assertThat(AopUtils.isAopProxy(context.getBean("plain"))).isFalse();
			assertThat(Arrays.stream(context.getBeanNamesForType(Advisor.class))
				.filter((name) -> name.endsWith("Advisor"))
				.map((name) -> context.getBean(name, PointcutAdvisor.class).getPointcut().getClassFilter())).hasSize(7)
				.noneMatch((filter) -> filter.matches(Plain.class));
		});
	}

	@Test
	void whenAdvisorOfApplicationHasOtherPointcutLeavesIt() {
		this.runner.withBean("plain", Plain.class).withBean("own", Advisor.class, () -> {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setMappedName("get");
			return new DefaultPointcutAdvisor(pointcut, new AuthorizationManagerBeforeMethodInterceptor(pointcut,
					(authentication, method) -> new AuthorizationDecision(false)));
		}, (definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE))
			.run((context) -> assertThatExceptionOfType(AccessDeniedException.class)
				.isThrownBy(context.getBean(Supplier.class)::get));
	}

	static class Plain implements Supplier<Object> {

		@Override
		public Object get() {
			return "any";
		}

	}

	static class OfMethod extends Plain {

		@Override
		@PreAuthorize("denyAll")
		public Object get() {
			return "any";
		}

	}

	static class OfPostAuthorize extends Plain {

		@Override
		@PostAuthorize("denyAll")
		public Object get() {
			return "any";
		}

	}

	static class OfPreFilter {

		@PreFilter("false")
		void set(Object[] any) {
		}

	}

	static class OfPostFilter extends Plain {

		@Override
		@PostFilter("false")
		public Object get() {
			return "any";
		}

	}

	static class OfSecured extends Plain {

		@Override
		@Secured("ROLE_ADMIN")
		public Object get() {
			return "any";
		}

	}

	static class OfRolesAllowed extends Plain {

		@Override
		@RolesAllowed("ADMIN")
		public Object get() {
			return "any";
		}

	}

	static class OfDenyAll extends Plain {

		@Override
		@DenyAll
		public Object get() {
			return "any";
		}

	}

	static class OfPermitAll extends Plain {

		@Override
		@PermitAll
		public Object get() {
			return "any";
		}

	}

	static class OfReturnedObject extends Plain {

		@Override
		@AuthorizeReturnObject
		public Object get() {
			return "any";
		}

	}

	@PreAuthorize("denyAll")
	static class OfClass extends Plain {

		@Override
		public Object get() {
			return super.get();
		}

	}

	static class OfSuperclass extends OfMethod {

	}

	interface Contract {

		@PreAuthorize("denyAll")
		Object get();

	}

	static class OfInterface implements Contract {

		@Override
		public Object get() {
			return "any";
		}

	}

	interface GenericContract<T> {

		@PreAuthorize("denyAll")
		void set(T any);

	}

	static class OfGenericInterface implements GenericContract<String> {

		@Override
		public void set(String any) {
		}

	}

	interface DistantContract extends GenericContract<String> {

	}

	static class OfDistantInterface implements DistantContract {

		@Override
		public void set(String any) {
		}

	}

	static class OfSuperclassWithDistantInterface extends OfDistantInterface {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@PreAuthorize("denyAll")
	@interface OnlyAdmins {

	}

	static class OfMetaAnnotation extends Plain {

		@Override
		@OnlyAdmins
		public Object get() {
			return "any";
		}

	}

}
