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

import java.util.Map;
import java.util.TreeMap;

import io.github.apisecurity.authorization.RequireAuthority;
import io.github.apisecurity.authorization.RequireRole;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MethodExpressions}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MethodExpressionsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GuardAutoConfiguration.class))
		.withBean(AnnotationTemplateExpressionDefaults.class)
		.withBean("rules", Rules.class, () -> mock(Rules.class));

	@Test
	void whenExpressionIsNoneStops() {
		this.runner.withBean(Unparsable.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("@PreAuthorize on " + Unparsable.class.getName() + "#any()"));
	}

	@Test
	void whenParametersAreUnknownWarns(CapturedOutput output) {
		this.runner.withBean(Unknown.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("#parameter(java.lang.String): no parameter is '#idd'");
	}

	@Test
	void whenNamesAreKnownIsQuiet(CapturedOutput output) {
		this.runner.withBean(Known.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Correct the expression");
	}

	@Test
	void whenApplicationHasItsOwnFunctionsIsQuiet(CapturedOutput output) {
		this.runner.withBean(OwnFunction.class)
			.withUserConfiguration(OwnHandler.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Correct the expression");
	}

	@Test
	void tellsConstantAuthorities() {
		this.runner.withBean(Asking.class).run((context) -> {
			Map<String, String> found = new TreeMap<>();
			context.getBean(AuthorityUse.class).tell((place, authority) -> found.put(authority, place));
			assertThat(found).containsOnlyKeys("ROLE_A", "ROLE_B", "ROLE_C", "D", "E", "ROLE_F", "ROLE_G", "H")
				.containsEntry("H", "@PreAuthorize on " + Asking.class.getName() + "#required()");
		});
	}

	static class Unparsable {

		@PreAuthorize("hasRole('A'")
		void any() {
		}

	}

	static class Unknown {

		@PreAuthorize("@rules.owns(#idd)")
		void parameter(String id) {
		}

	}

	static class Known {

		@PreAuthorize("@rules.owns(#id) and principal?.username != authentication.name or permitAll or isAnonymous()")
		void names(String id) {
		}

		@PreAuthorize("authentication.authorities.?[authority == 'A'].size() > 0 and {a: 1}['a'] == 1 and hasPermission(#id, read)")
		void filters(String id) {
		}

		@PreAuthorize("T(java.util.Objects).nonNull(#root.authentication) and this != null and #id.![length()].size() > 0")
		void types(String[] id) {
		}

		@PostAuthorize("returnObject == #id && anonymous == false")
		String result(String id) {
			return id;
		}

		@PostFilter("filterObject.name == authentication.name")
		String[] filtered() {
			return new String[0];
		}

	}

	static class OwnFunction {

		@PreAuthorize("isMemberOf(#team.id)")
		void any() {
		}

	}

	static class Asking {

		@PreAuthorize("hasRole('A') or hasAnyRole('ROLE_B', 'C') and hasAuthority('D') and hasAuthority(@rules.name())")
		void expression() {
		}

		@Secured("E")
		void secured() {
		}

		@RolesAllowed("F")
		void allowed() {
		}

		@RequireRole("G")
		void role() {
		}

		@RequireAuthority("H")
		void required() {
		}

		@PreAuthorize("@rules.hasRole('OWN')")
		void own() {
		}

	}

	interface Rules {

		boolean owns(String id);

		String name();

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHandler {

		@Bean
		static MethodSecurityExpressionHandler handler() {
			return new DefaultMethodSecurityExpressionHandler() {
			};
		}

	}

}
