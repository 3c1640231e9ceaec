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

package io.github.apisecurity.chain;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.UnreachableFilterChainException;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Says at start-up what the chains leave to the application.
 *
 * @param beanFactory has the chains
 * @param environment has the switches
 */
record ChainCheck(ConfigurableListableBeanFactory beanFactory,
		Environment environment) implements SmartInitializingSingleton, PostureContributor {

	private static final Log log = LogFactory.getLog(ChainCheck.class);

	private static final String[] TOKENS = { "BearerTokenAuthenticationFilter", "access tokens" };

	/**
	 * What is there where a credential is configured, the filter that reads it, and its
	 * name.
	 */
	private static final Map<String, String[]> CREDENTIALS = Map.of("apiSecurityJwtDecoder", TOKENS,
			"apiSecurityOpaqueTokenIntrospector", TOKENS, "apiSecurityApiKeyChainCustomizer",
			new String[] { "ApiKeyAuthenticationFilter", "API keys" }, "apiSecurityClientCertificateChainCustomizer",
			new String[] { "ClientCertificateFilter", "client certificates" });

	// Matchers of patterns tell what they match by their text only.
	private static final Pattern PATTERN = Pattern.compile("PathPattern \\[(?:([A-Z]+) )?(/[^\\]]*)]");

	private static final Pattern PATTERNS = Pattern.compile("(Or \\[|, |]|" + PATTERN + ")+");

	private static final RequestRule EVERY_REQUEST = RequestRule.of("", "", "/**", List.of());

	@Override
	public void afterSingletonsInstantiated() {
		Stream.of("authentication", "authorization")
			.map((feature) -> "api-security." + feature + ".enabled")
			.filter((key) -> !this.environment.getProperty(key, Boolean.class, true))
			.forEach((key) -> log.warn("'" + key
					+ "' is false: what it switches off has to be done by the application. Remove it to be protected."));
		Stream.of(this.beanFactory.getBeanNamesForType(SecurityFilterChain.class))
			.filter(this::isDefinedBySpringBoot)
			.forEach((name) -> log.warn("The filter chain '" + name
					+ "' of Spring Boot is in force instead of that of an API. Define a SecurityFilterChain bean with"
					+ " http.with(ApiSecurityHttpConfigurer.apiSecurity()) and, where needed, your own chains beside it."));
		List<SecurityFilterChain> chains = this.beanFactory.getBeanProvider(SecurityFilterChain.class)
			.orderedStream()
			.toList();
		checkReachable(chains);
		CREDENTIALS.forEach((bean, credential) -> checkRead(bean, credential[0], credential[1], chains));
		open().forEach((name) -> log
			.warn("The filter chain '" + name + "' lets everybody pass, since nothing in it authorizes requests. Add"
					+ " http.with(ApiSecurityHttpConfigurer.apiSecurity()), or 'authorizeHttpRequests', which may say"
					+ " permitAll() where that is meant."));
	}

	private void checkRead(String bean, String filter, String credential, List<SecurityFilterChain> chains) {
		if (this.beanFactory.containsBean(bean)
				&& chains.stream().anyMatch(DefaultSecurityFilterChain.class::isInstance)
				&& chains.stream()
					.flatMap((chain) -> chain.getFilters().stream())
					.noneMatch((found) -> found.getClass().getSimpleName().equals(filter))) {
			log.warn("No filter chain reads " + credential
					+ ", which are configured: nobody gets in with them, and wrong"
					+ " ones are not refused. Add http.with(ApiSecurityHttpConfigurer.apiSecurity()) to the chain of the"
					+ " application that they are for, or remove their keys.");
		}
	}

	private List<String> open() {
		Map<String, SecurityFilterChain> beans = this.beanFactory.getBeansOfType(SecurityFilterChain.class);
		Stream<String> ignored = FilterChains.of(this.beanFactory)
			.stream()
			.filter((chain) -> chain.getFilters().isEmpty() && !beans.containsValue(chain))
			.map(Object::toString);
		return Stream.concat(beans.entrySet()
			.stream()
			.filter((chain) -> chain.getValue().getFilters().stream().noneMatch(AuthorizationFilter.class::isInstance))
			.map(Map.Entry::getKey), ignored).toList();
	}

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("chain", Map.of("without-authorization", open()));
	}

	// Spring Security notices it where the matcher is for any request, or the same.
	private static void checkReachable(List<SecurityFilterChain> chains) {
		for (int i = 0; i < chains.size(); i++) {
			List<RequestRule> requests = requests(chains.get(i));
			for (SecurityFilterChain earlier : chains.subList(0, i)) {
				List<RequestRule> taken = requests(earlier);
				if (!requests.isEmpty() && requests.stream().allMatch((rule) -> isCovered(rule, taken))) {
					throw new UnreachableFilterChainException("A filter chain comes after one for all of its requests",
							earlier, chains.get(i));
				}
			}
		}
	}

	private static boolean isCovered(RequestRule rule, List<RequestRule> others) {
		return others.stream().anyMatch((other) -> other.covers(rule));
	}

	private static List<RequestRule> requests(SecurityFilterChain chain) {
		if (chain instanceof OpenFilterChain open) {
			return List.of(open.requests());
		}
		String text = (chain instanceof DefaultSecurityFilterChain known) ? known.getRequestMatcher()
			.toString()
			.replace(AnyRequestMatcher.INSTANCE.toString(), "PathPattern [/**]") : "";
		return (!PATTERNS.matcher(text).matches()) ? List.of()
				: PATTERN.matcher(text)
					.results()
					.map((found) -> RequestRule.of("", "", found.group(2), Stream.ofNullable(found.group(1)).toList()))
					.toList();
	}

	private boolean isDefinedBySpringBoot(String name) {
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		String factory = this.beanFactory.getBeanDefinition(name).getFactoryBeanName();
		return factory != null && factory.startsWith("org.springframework.boot.");
	}

	static boolean isEveryRequestMatched(ListableBeanFactory beanFactory, String except) {
		return Stream.of(beanFactory.getBeanNamesForType(SecurityFilterChain.class))
			.filter((name) -> !name.equals(except))
			.map((name) -> beanFactory.getBean(name, SecurityFilterChain.class))
			.anyMatch((chain) -> isCovered(EVERY_REQUEST, requests(chain)));
	}

}
