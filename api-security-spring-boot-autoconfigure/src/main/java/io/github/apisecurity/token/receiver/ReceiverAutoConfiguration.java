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
import java.util.HashMap;
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
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.StringUtils;
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
@EnableConfigurationProperties(ReceiverProperties.class)
@Import(RequestRuleFactory.class)
public final class ReceiverAutoConfiguration {

	private static final String PREFIX = "api-security.token.receivers.";

	private static final int CHAIN_ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	@Bean
	SimpleUrlHandlerMapping apiSecurityEventReceivers(ReceiverProperties properties,
			ObjectProvider<IssuerTokens> tokens, ObjectProvider<TokenRevocation> revocation,
			ObjectProvider<SignalSubjectResolver> resolver, SecurityEventPublisher events,
			ProblemWriter problemWriter) {
		Map<String, EventEndpoint> endpoints = new HashMap<>();
		Logout logout = properties.getLogout();
		if (logout.getPath() != null) {
			EventReceiver receiver = new LogoutReceiver(tokens("logout", logout, logout.getTypes(), tokens),
					revocation("logout", logout, revocation), logout.getEnds());
			endpoints.put(logout.getPath(), new EventEndpoint(receiver, events, problemWriter));
		}
		Signals signals = properties.getSignals();
		if (signals.getPath() != null) {
			PropertyValue.refuseIf(
					signals.getBearerSecret().isEmpty()
							|| signals.getBearerSecret().stream().anyMatch((secret) -> secret.length() < 32),
					PREFIX + "signals.bearer-secret", null,
					"Set it to what the transmitter sends: 32 characters or more, such as those of"
							+ " 'openssl rand -base64 32'.");
			EventReceiver receiver = SignalReceiver.of(tokens("signals", signals, Set.of("secevent+jwt"), tokens),
					new SignalSubjects(resolver.getIfAvailable(), signals.getTokenIssuer()),
					revocation("signals", signals, revocation), signals.getBearerSecret());
			endpoints.put(signals.getPath(), new EventEndpoint(receiver, events, problemWriter));
		}
		return new SimpleUrlHandlerMapping(endpoints, Ordered.HIGHEST_PRECEDENCE);
	}

	private static EventTokens tokens(String name, Receiver receiver, Set<String> types,
			ObjectProvider<IssuerTokens> provider) {
		PropertyValue.refuseIf(receiver.getAudiences().stream().noneMatch(StringUtils::hasText),
				PREFIX + name + ".audiences", null,
				"Name the 'aud' of what is sent here: without it, what is meant for another application counts.");
		IssuerTokens tokens = provider.getIfAvailable();
		PropertyValue.refuseIf(tokens == null, PREFIX + name + ".path", receiver.getPath(),
				"Configure the issuers that send, and define no JwtDecoder: their keys verify what they send.");
		return new EventTokens(tokens, types.stream().map(IssuerTokens::type).collect(Collectors.toSet()),
				receiver.getAudiences(), InstantSource.system());
	}

	private static TokenRevocation revocation(String name, Receiver receiver,
			ObjectProvider<TokenRevocation> provider) {
		TokenRevocation revocation = provider.getIfAvailable();
		PropertyValue.refuseIf(revocation == null, PREFIX + name + ".path", receiver.getPath(),
				"What is received revokes tokens: set 'api-security.token.revocation.enabled' to 'true' as well.");
		return revocation;
	}

	@Bean
	@Order(CHAIN_ORDER)
	@ConditionalOnProperty(PREFIX + "logout.path")
	@Nullable SecurityFilterChain apiSecurityLogoutReceiverFilterChain(ReceiverProperties properties,
			ObjectProvider<HttpSecurity> http, RequestRuleFactory rules) {
		return chain("logout", properties.getLogout(), http, rules);
	}

	@Bean
	@Order(CHAIN_ORDER)
	@ConditionalOnProperty(PREFIX + "signals.path")
	@Nullable SecurityFilterChain apiSecuritySignalReceiverFilterChain(ReceiverProperties properties,
			ObjectProvider<HttpSecurity> http, RequestRuleFactory rules) {
		return chain("signals", properties.getSignals(), http, rules);
	}

	private static @Nullable SecurityFilterChain chain(String name, Receiver receiver,
			ObjectProvider<HttpSecurity> http, RequestRuleFactory rules) {
		String path = receiver.getPath();
		PropertyValue.refuseIf(path == null || !path.matches("(/[A-Za-z0-9._~-]+)+"), PREFIX + name + ".path", path,
				"Use a path without variables and wildcards, such as '/" + name + "'.");
		return OpenFilterChain.of(http, rules.rule(PREFIX + name + ".path", path, List.of()));
	}

}
