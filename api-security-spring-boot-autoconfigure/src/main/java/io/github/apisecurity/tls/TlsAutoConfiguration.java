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

package io.github.apisecurity.tls;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.guard.AuthoritySource;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.network.NetworkProperties;
import io.github.apisecurity.network.RequestTransport;
import io.github.apisecurity.problem.ProblemHeaderWriter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.application.SslHealthIndicator;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for TLS.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = NetworkAutoConfiguration.class, before = ChainAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(AbstractConfigurableWebServerFactory.class)
@ConditionalOnBooleanProperty(name = "api-security.tls.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TlsProperties.class)
public final class TlsAutoConfiguration {

	@Bean
	TlsServerCustomizer apiSecurityTlsServerCustomizer(TlsProperties properties, NetworkProperties network,
			Environment environment) {
		if (!properties.getClients().isEmpty()) {
			// What is wrong with a client is told before what its server lacks.
			ClientCertificates.of(properties.getClients());
		}
		return new TlsServerCustomizer(properties, !network.getTrustedProxies().isEmpty(), environment);
	}

	@Bean
	@ConditionalOnWritten({ "server.ssl", "api-security.tls", "api-security.network.trusted-proxies" })
	FilterRegistrationBean<PlainHttpFilter> apiSecurityPlainHttpFilter(TlsProperties properties,
			NetworkProperties network, TlsServerCustomizer server, SecurityEventPublisher publisher,
			ObjectProvider<ProblemHeaderWriter> headerWriters) {
		FilterRegistrationBean<PlainHttpFilter> registration = new FilterRegistrationBean<>(new PlainHttpFilter(
				properties.getPlainHttp(), RequestTransport.of(network), server, publisher, headerWriters));
		registration.setOrder(ChainOrder.PLAIN_HTTP.filterOrder());
		return registration;
	}

	/**
	 * Makes Spring Boot's health and metrics of certificates know that of the server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SslHealthIndicator.class)
	@ConditionalOnWritten("server.ssl")
	static class CertificateHealthConfiguration {

		@Bean
		SslBundleRegistrar apiSecurityServerSslBundleRegistrar(ServerProperties properties) {
			Ssl ssl = properties.getSsl();
			return (registry) -> {
				if (Ssl.isEnabled(ssl) && !StringUtils.hasText(ssl.getBundle())) {
					registry.registerBundle("server.ssl", WebServerSslBundle.get(ssl));
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpSecurity.class)
	@ConditionalOnWritten("api-security.tls.clients")
	static class ClientsConfiguration {

		@Bean
		@Lazy
		AuthoritySource apiSecurityClientCertificateAuthorities(TlsProperties properties) {
			return (authority) -> properties.getClients()
				.stream()
				.anyMatch((client) -> client.getAuthorities().contains(authority));
		}

		@Bean
		ApiSecurityChainCustomizer apiSecurityClientCertificateChainCustomizer(TlsProperties properties,
				ObjectProvider<CredentialCheck> checks,
				ObjectProvider<AuthenticationEventPublisher> authenticationEvents,
				SecurityEventPublisher securityEvents, ApplicationEventPublisher applicationEvents) {
			ClientCertificates clients = ClientCertificates.of(properties.getClients());
			return new ChainFilter(ChainOrder.CLIENT_CERTIFICATES,
					new ClientCertificateFilter(clients, checks.orderedStream().toList(),
							authenticationEvents
								.getIfAvailable(() -> new DefaultAuthenticationEventPublisher(applicationEvents)),
							securityEvents))::customize;
		}

	}

}
