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

package io.github.apisecurity.token.receiver;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.OpenFilterChain;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.IssuerTokens;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.apisecurity.token.RevocationAutoConfiguration;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.receiver.ReceiverProperties.Logout;
import io.github.apisecurity.token.receiver.ReceiverProperties.Receiver;
import io.github.apisecurity.token.receiver.ReceiverProperties.Signals;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.StringUtils;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for receivers of logouts and
 * security events. Each has a filter chain of its own, since what it is sent is no access
 * token.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RevocationAutoConfiguration.class,
		afterName = "io.github.apisecurity.authentication.jwt.JwtAutoConfiguration")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, JwtException.class, DispatcherServlet.class })
@ConditionalOnWritten("api-security.token.receivers")
@Import(RequestRuleFactory.class)
public final class ReceiverAutoConfiguration {

	private static final String PREFIX = "api-security.token.receivers.";

	private static final int CHAIN_ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private static <T> T require(ObjectProvider<T> provider, String name, @Nullable String path, String action) {
		T bean = provider.getIfAvailable();
		PropertyValue.refuseIf(bean == null, PREFIX + name + ".path", path, action);
		return bean;
	}

	private static TokenRevocation revocation(ObjectProvider<TokenRevocation> revocation, String name,
			Receiver receiver) {
		return require(revocation, name, receiver.getPath(),
				"What is received revokes tokens: set 'api-security.token.revocation.enabled' to 'true' as well.");
	}

	private static EventTokens tokens(ObjectProvider<IssuerTokens> tokens, String name, Receiver receiver,
			Set<String> types) {
		PropertyValue.refuseIf(receiver.getAudiences().stream().noneMatch(StringUtils::hasText),
				PREFIX + name + ".audiences", null,
				"Name the 'aud' of what is sent here: without it, what is meant for another application counts.");
		return new EventTokens(
				require(tokens, name, receiver.getPath(),
						"Configure the issuers that send, and define no JwtDecoder: their keys verify what they send."),
				types.stream().map(IssuerTokens::type).collect(Collectors.toUnmodifiableSet()), receiver.getAudiences(),
				InstantSource.system());
	}

	private static SimpleUrlHandlerMapping mapping(String name, Receiver receiver, HttpRequestHandler handler) {
		String path = receiver.getPath();
		PropertyValue.refuseIf(path == null || !path.matches("(/[A-Za-z0-9._~-]+)+"), PREFIX + name + ".path", path,
				"Use a path without variables and wildcards, such as '/" + name + "'.");
		return new SimpleUrlHandlerMapping(Map.of(path, handler), Ordered.HIGHEST_PRECEDENCE);
	}

	private static @Nullable SecurityFilterChain chain(String name, Receiver receiver,
			ObjectProvider<HttpSecurity> http, RequestRuleFactory rules) {
		return OpenFilterChain.of(http, rules.rule(PREFIX + name + ".path", receiver.getPath(), List.of()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("api-security.token.receivers.logout.path")
	@EnableConfigurationProperties(ReceiverProperties.class)
	static class LogoutConfiguration {

		@Bean
		SimpleUrlHandlerMapping apiSecurityLogoutReceiver(ReceiverProperties properties,
				ObjectProvider<IssuerTokens> tokens, ObjectProvider<TokenRevocation> revocation,
				SecurityEventPublisher events, ProblemWriter problemWriter) {
			Logout logout = properties.getLogout();
			return mapping("logout", logout,
					new EventEndpoint(
							new LogoutReceiver(tokens(tokens, "logout", logout, logout.getTypes()),
									revocation(revocation, "logout", logout), logout.getEnds()),
							events, problemWriter));
		}

		@Bean
		@Order(CHAIN_ORDER)
		@Nullable SecurityFilterChain apiSecurityLogoutReceiverFilterChain(ReceiverProperties properties,
				ObjectProvider<HttpSecurity> http, RequestRuleFactory rules) {
			return chain("logout", properties.getLogout(), http, rules);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("api-security.token.receivers.signals.path")
	@EnableConfigurationProperties(ReceiverProperties.class)
	static class SignalsConfiguration {

		@Bean
		SimpleUrlHandlerMapping apiSecuritySignalReceiver(ReceiverProperties properties,
				ObjectProvider<IssuerTokens> tokens, ObjectProvider<TokenRevocation> revocation,
				ObjectProvider<SignalSubjectResolver> resolver, SecurityEventPublisher events,
				ProblemWriter problemWriter) {
			Signals signals = properties.getSignals();
			PropertyValue.refuseIf(
					signals.getBearerSecret().isEmpty()
							|| signals.getBearerSecret().stream().anyMatch((secret) -> secret.length() < 32),
					PREFIX + "signals.bearer-secret", null,
					"Set it to what the transmitter sends: 32 characters or more, such as those of"
							+ " 'openssl rand -base64 32'.");
			return mapping("signals", signals,
					new EventEndpoint(
							SignalReceiver.of(tokens(tokens, "signals", signals, Set.of("secevent+jwt")),
									new SignalSubjects(resolver.getIfAvailable(), signals.getTokenIssuer()),
									revocation(revocation, "signals", signals), signals.getBearerSecret()),
							events, problemWriter));
		}

		@Bean
		@Order(CHAIN_ORDER)
		@Nullable SecurityFilterChain apiSecuritySignalReceiverFilterChain(ReceiverProperties properties,
				ObjectProvider<HttpSecurity> http, RequestRuleFactory rules) {
			return chain("signals", properties.getSignals(), http, rules);
		}

	}

}
