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

package io.github.apisecurity.test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.Assert;

/**
 * {@link ContextCustomizer} for {@link AutoConfigureTestIssuer @AutoConfigureTestIssuer}.
 */
record TestIssuerContextCustomizer() implements ContextCustomizer {

	private static final String PROPERTIES = "spring.security.oauth2.resourceserver.jwt.";

	private static final String LISTED = "api-security.authentication.issuers[0].";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		ConfigurableEnvironment environment = context.getEnvironment();
		boolean listed = environment.containsProperty(LISTED + "issuer-uri");
		String prefix = (listed) ? LISTED : PROPERTIES;
		String audience = environment.getProperty(prefix + "audiences[0]",
				environment.getProperty(prefix + "audiences", "test"));
		TestIssuer issuer = TestIssuer.start(audience.split(",")[0].trim());
		Map<String, Object> properties = (listed) ? listed(environment) : new HashMap<>();
		properties.put(prefix + "issuer-uri", issuer.issuerUri());
		if (!listed) {
			properties.put(prefix + "audiences", audience);
			// Goes before a location of keys that the application has.
			properties.put(prefix + "jwk-set-uri", issuer.issuerUri() + "/keys");
		}
		environment.getPropertySources().addFirst(new MapPropertySource("testIssuer", properties));
		// A definition and no singleton, so that it is closed with the context.
		RootBeanDefinition definition = new RootBeanDefinition(TestIssuer.class, () -> issuer);
		Assert.isInstanceOf(BeanDefinitionRegistry.class, context.getBeanFactory());
		((BeanDefinitionRegistry) context.getBeanFactory()).registerBeanDefinition("apiSecurityTestIssuer", definition);
	}

	// A list is taken from one property source as a whole.
	private static Map<String, Object> listed(ConfigurableEnvironment environment) {
		Map<String, Object> properties = new HashMap<>();
		environment.getPropertySources()
			.stream()
			.filter(EnumerablePropertySource.class::isInstance)
			.flatMap((source) -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
			.filter((name) -> name.startsWith(LISTED) && !name.equals(LISTED + "jwk-set-uri")
					&& !name.startsWith(LISTED + "tenants"))
			.forEach((name) -> properties.put(name, environment.getProperty(name, "")));
		return properties;
	}

	/**
	 * Finds the annotation.
	 */
	static final class Factory implements ContextCustomizerFactory {

		@Override
		public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
				List<ContextConfigurationAttributes> attributes) {
			return TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureTestIssuer.class)
					? new TestIssuerContextCustomizer() : null;
		}

	}

}
