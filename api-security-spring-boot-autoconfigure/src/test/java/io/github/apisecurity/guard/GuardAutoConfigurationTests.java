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

import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.Audited;
import io.github.apisecurity.authentication.stepup.RequireStepUp;
import io.github.apisecurity.authentication.stepup.StepUpAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.ratelimit.RateLimitAnnotationsAutoConfiguration;
import io.github.apisecurity.ratelimit.RateLimitAutoConfiguration;
import io.github.apisecurity.ratelimit.RateLimited;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.versioning.ApiDeprecated;
import io.github.apisecurity.versioning.VersioningAutoConfiguration;
import io.github.bucket4j.Bucket;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.Mockito.mock;

/**
 * Tests that annotations which cannot be enforced stop the start.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(GuardAutoConfiguration.class,
			StepUpAutoConfiguration.class, AuditAutoConfiguration.class, SharedAutoConfiguration.class,
			RateLimitAutoConfiguration.class, RateLimitAnnotationsAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GuardAutoConfiguration.class, ProblemAutoConfiguration.class,
				StepUpAutoConfiguration.class));

	private final WebApplicationContextRunner mvc = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withConfiguration(AutoConfigurations.of(NetworkAutoConfiguration.class, ProblemAutoConfiguration.class,
				VersioningAutoConfiguration.class, WebMvcAutoConfiguration.class));

	@Test
	void whenGuardsCanBeEnforcedStarts() {
		this.runner.withBean(Enforceable.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Enforceable.class))).isTrue());
	}

	@ParameterizedTest
	@MethodSource
	void whenGuardCannotBeEnforcedStopsAndNamesTheMember(Class<?> type, String annotation, String member) {
		this.runner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("@" + annotation + " on " + type.getName() + "#" + member + "()"));
	}

	static Stream<Arguments> whenGuardCannotBeEnforcedStopsAndNamesTheMember() {
		return Stream.of(Arguments.of(PrivateMethod.class, "RequireStepUp", "hidden"),
				Arguments.of(StaticMethod.class, "RequireStepUp", "helper"),
				Arguments.of(FinalMethod.class, "RequireStepUp", "fixed"),
				Arguments.of(FinalMethodOfGuardedClass.class, "PreAuthorize", "fixed"),
				Arguments.of(FinalClass.class, "RequireStepUp", "any"),
				Arguments.of(WithoutAttributes.class, "RequireStepUp", "any"),
				Arguments.of(BadDuration.class, "RequireStepUp", "any"),
				Arguments.of(PrivateSecured.class, "Secured", "hidden"),
				Arguments.of(InheritingFinalHandler.class, "RequireStepUp", "all"),
				Arguments.of(InheritingFinalHandlerOfSpring.class, "PreAuthorize", "all"));
	}

	// Spring Security looks at the class that declares a method, and at no class below
	// it.
	@ParameterizedTest
	@ValueSource(classes = { InheritingPreAuthorize.class, InheritingPostAuthorize.class, InheritingSecured.class,
			InheritingRolesAllowed.class, InheritingDenyAll.class, InheritingPackagePrivateHandler.class,
			InheritingFromInterface.class })
	void whenGuardOfTheClassIsNotAppliedToWhatItInheritsStops(Class<?> type) {
		this.runner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(" on " + type.getName() + "#all(): ")
				.hasStackTraceContaining("inherits"));
	}

	@Test
	void whenWhatIsInheritedIsGuardedOrOfAFrameworkStarts(CapturedOutput output) {
		this.runner.withBean(Overriding.class).run((context) -> assertThat(context).hasNotFailed());
		this.runner.withBean(OwnRepository.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("@PreAuthorize on " + OwnRepository.class.getName());
	}

	@Test
	void whenAnotherDispatcherServletHasBeansThatNothingGuardsItDoesNotStart() {
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> refresh(context, OnlyPreAuthorize.class))
				.withMessageContaining("OnlyPreAuthorize#any()");
			assertThatException().isThrownBy(() -> refresh(context, StepUpForAll.class))
				.withMessageContaining("StepUpForAll#any()");
			assertThatNoException().isThrownBy(() -> refresh(context, OwnMethodSecurity.class, OnlyPreAuthorize.class));
		});
	}

	private static void refresh(ApplicationContext parent, Class<?>... beans) {
		try (AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext()) {
			context.setParent(parent);
			context.register(beans);
			context.refresh();
		}
	}

	@Test
	void whenContextsOfSecurityAreHeldElsewhereStops() {
		this.runner
			.withBean("ownStrategy", SecurityContextHolderStrategy.class,
					() -> mock(SecurityContextHolderStrategy.class))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("ownStrategy")
				.hasMessageContaining("SecurityContextHolderStrategy"));
		this.runner.withBean(SecurityContextHolderStrategy.class, SecurityContextHolder::getContextHolderStrategy)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	// It is called by the container, once.
	@ParameterizedTest
	@ValueSource(classes = { LimitedBeanMethod.class, LimitedConfiguration.class, StepUpBeanMethod.class,
			AuditedBeanMethod.class })
	void whenGuardIsOnTheMethodOfABeanStopsAndNamesIt(Class<?> type) {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withUserConfiguration(type)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(type.getName() + "#made()")
				.hasStackTraceContaining("called once"));
	}

	@ParameterizedTest
	@ValueSource(classes = { LimitedPartners.class, DeprecatedPartners.class })
	void whenHandlerIsOfAMappingWithoutInterceptorsStops(Class<?> controller) {
		this.mvc.withBean(controller).run((context) -> assertThat(context).hasNotFailed());
		this.mvc.withBean(controller)
			.withUserConfiguration(OwnMapping.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(controller.getName() + "#any()")
				.hasStackTraceContaining("handler mapping"));
	}

	@Test
	void whenAnInterfaceSaysThatAMethodHandlesMessagesItIsEnforced() {
		this.mvc.withBean(Messages.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenLazyBeanIsWrongStopsWithoutMakingIt() {
		this.runner.withUserConfiguration(LazyConfiguration.class)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("WithoutAttributes#any()"));
	}

	@Test
	void whenBeanIsMadeTooEarlyStops() {
		this.runner.withUserConfiguration(EarlyConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Enforceable#")
				.hasStackTraceContaining("no proxy"));
	}

	@Test
	void whenApplicationEnablesLessThanItUsesStops() {
		this.runner.withUserConfiguration(OwnMethodSecurity.class)
			.withBean(Enforceable.class)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("Enforceable#"));
		this.runner.withUserConfiguration(OwnMethodSecurity.class)
			.withBean(OnlyPreAuthorize.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenThereIsNoWebGuardsAreEnforced() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(Enforceable.class)
			.run((context) -> {
				Enforceable bean = context.getBean(Enforceable.class);
				SecurityContextHolder.getContext()
					.setAuthentication(new TestingAuthenticationToken("viewer", null, "ROLE_VIEWER"));
				assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(bean::rolesAllowed);
				assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(bean::packagePrivate);
				SecurityContextHolder.clearContext();
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { NeedsStepUp.class, Limited.class })
	void whenReactiveWhatOnlyServletApplicationsEnforceStops(Class<?> type) {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(type.getName() + "#any(): a reactive application"));
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenTheLibraryOfLimitsIsMissingTheyStop() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(Bucket.class))
			.withBean(Limited.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Limited#any(): nothing in this"));
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("api-security.rate-limit.enabled=false")
			.withBean(Limited.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	// Such as an application with API keys only: nobody could log in again.
	@Test
	void whenCallersCannotHaveTokensStepUpRefusesThem() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(BearerTokenAuthenticationToken.class))
			.withBean(StepUpForAll.class)
			.run((context) -> {
				SecurityContextHolder.getContext()
					.setAuthentication(new TestingAuthenticationToken("batch", null, "ROLE_ADMIN"));
				assertThatExceptionOfType(AccessDeniedException.class)
					.isThrownBy(context.getBean(StepUpForAll.class)::any);
				SecurityContextHolder.clearContext();
			});
	}

	@Test
	void methodSecurityIsOnUnlessDisabled() {
		String[] interceptors = { "preAuthorizeAuthorizationMethodInterceptor", "securedAuthorizationMethodInterceptor",
				"jsr250AuthorizationMethodInterceptor" };
		this.runner
			.run((context) -> assertThat(context.getBeanNamesForType(MethodInterceptor.class)).contains(interceptors));
		this.runner.withPropertyValues("api-security.authorization.enabled=false")
			.run((context) -> assertThat(context.getBeanNamesForType(MethodInterceptor.class))
				.doesNotContain(interceptors));
	}

	@Test
	void whenUserEnablesMethodSecurityBacksOff() {
		this.runner.withUserConfiguration(OwnMethodSecurity.class)
			.run((context) -> assertThat(context)
				.doesNotHaveBean(GuardAutoConfiguration.MethodSecurityConfiguration.class)
				.hasBean("preAuthorizeAuthorizationMethodInterceptor")
				.doesNotHaveBean("securedAuthorizationMethodInterceptor"));
	}

	@Test
	void whenDisabledLeavesAnnotationsOfSpringAlone() {
		this.runner.withPropertyValues("api-security.authorization.enabled=false")
			.withBean(PrivateSecured.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenMethodSecurityIsMissingBacksOff() {
		this.runner.withClassLoader(new FilteredClassLoader(EnableMethodSecurity.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GuardCheck.class));
	}

	static class NeedsStepUp {

		@RequireStepUp(maxAge = "5m")
		void any() {
		}

	}

	// Public, as its proxy belongs to another class loader.
	public static class StepUpForAll {

		@RequireStepUp(acr = "gold")
		public void any() {
		}

	}

	static class Limited {

		@RateLimited("any")
		void any() {
		}

	}

	static class Enforceable {

		@RequireStepUp(maxAge = "5m")
		void packagePrivate() {
		}

		@Secured("ROLE_ADMIN")
		protected void secured() {
		}

		@RolesAllowed("ADMIN")
		void rolesAllowed() {
		}

		private void helper() {
		}

	}

	public abstract static class Crud<T> {

		public List<T> all() {
			return List.of();
		}

		void helper() {
		}

	}

	interface Listing {

		@GetMapping("/all")
		default void all() {
		}

	}

	abstract static class PackagePrivateHandler {

		@GetMapping("/all")
		void all() {
		}

	}

	@PreAuthorize("hasRole('ADMIN')")
	static class InheritingPreAuthorize extends Crud<String> {

	}

	@PostAuthorize("returnObject.empty")
	static class InheritingPostAuthorize extends Crud<String> {

	}

	@Secured("ROLE_ADMIN")
	static class InheritingSecured extends Crud<String> {

	}

	@RolesAllowed("ADMIN")
	static class InheritingRolesAllowed extends Crud<String> {

	}

	@DenyAll
	static class InheritingDenyAll extends Crud<String> {

	}

	abstract static class FinalHandler {

		@GetMapping("/all")
		final void all() {
		}

		final void helper() {
		}

	}

	@RequireStepUp(maxAge = "5m")
	static class InheritingFinalHandler extends FinalHandler {

	}

	@PreAuthorize("hasRole('ADMIN')")
	static class InheritingFinalHandlerOfSpring extends FinalHandler {

	}

	@PreAuthorize("hasRole('ADMIN')")
	static class InheritingPackagePrivateHandler extends PackagePrivateHandler {

	}

	@PreAuthorize("hasRole('ADMIN')")
	static class InheritingFromInterface implements Listing {

	}

	@PreAuthorize("hasRole('ADMIN')")
	static class Overriding extends Crud<String> {

		@Override
		public List<String> all() {
			return super.all();
		}

	}

	@PreAuthorize("hasRole('ADMIN')")
	static class OwnRepository extends DefaultResourceLoader {

	}

	static class PrivateMethod {

		@RequireStepUp(maxAge = "5m")
		private void hidden() {
		}

	}

	static class PrivateSecured {

		@Secured("ROLE_ADMIN")
		private void hidden() {
		}

	}

	static class StaticMethod {

		@RequireStepUp(maxAge = "5m")
		static void helper() {
		}

	}

	static class FinalMethod {

		@RequireStepUp(maxAge = "5m")
		final void fixed() {
		}

	}

	@PreAuthorize("hasRole('ADMIN')")
	public static class FinalMethodOfGuardedClass {

		public final void fixed() {
		}

		private static void helper() {
		}

	}

	static final class FinalClass {

		@RequireStepUp(maxAge = "5m")
		void any() {
		}

	}

	static class WithoutAttributes {

		@RequireStepUp
		void any() {
		}

	}

	static class BadDuration {

		@RequireStepUp(maxAge = "5 minutes")
		void any() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LimitedBeanMethod {

		@Bean
		@RateLimited(limit = "5/1m", key = "user")
		Object made() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@RateLimited(limit = "5/1m", key = "user")
	static class LimitedConfiguration {

		@Bean
		Object made() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StepUpBeanMethod {

		@Bean
		@RequireStepUp(maxAge = "5m")
		Object made() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AuditedBeanMethod {

		@Bean
		@Audited("made")
		Object made() {
			return new Object();
		}

	}

	@Controller
	static class LimitedPartners {

		@GetMapping("/any")
		@RateLimited(limit = "5/1m", key = "client-ip")
		void any() {
		}

	}

	@Controller
	static class DeprecatedPartners {

		@GetMapping("/any")
		@ApiDeprecated(since = "2026-03-01")
		void any() {
		}

	}

	interface Conversation {

		@MessageMapping("/messages")
		@RateLimited(limit = "5/1m", key = "user")
		void handle();

	}

	@Controller
	static class Messages implements Conversation {

		@Override
		public void handle() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMapping {

		@Bean
		RequestMappingHandlerMapping partnerMapping() {
			RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
			mapping.setOrder(-1);
			return mapping;
		}

	}

	static class OnlyPreAuthorize {

		@PreAuthorize("hasRole('ADMIN')")
		void any() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		WithoutAttributes withoutAttributes() {
			throw new IllegalStateException("made too early");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyConfiguration {

		@Bean
		static Enforceable enforceable() {
			return new Enforceable();
		}

		@Bean
		static EarlyBeanPostProcessor needsItEarly(Enforceable enforceable) {
			return new EarlyBeanPostProcessor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class OwnMethodSecurity {

	}

	static class EarlyBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

}
