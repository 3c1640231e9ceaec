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

package io.github.apisecurity.authentication.apikey;

import java.time.InstantSource;
import java.util.List;

import javax.sql.DataSource;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.authentication.apikey.ApiKeyProperties.Store;
import io.github.apisecurity.chain.AnonymousAccess;
import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.AuthoritySource;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedDatabase;
import io.github.apisecurity.shared.SharedStates;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for API keys.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class,
		after = { RedisAutoConfiguration.class, SharedAutoConfiguration.class },
		afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, Cache.class })
@ConditionalOnBooleanProperty(name = "api-security.authentication.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("api-security.authentication.api-keys.enabled")
@EnableConfigurationProperties(ApiKeyProperties.class)
@Import(ApiKeyEndpoint.class)
public final class ApiKeyAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ApiKeyRepository apiSecurityApiKeyRepository(ApiKeyProperties properties,
			ObjectProvider<RedisScriptExecutor> executor, ObjectProvider<DataSource> dataSource) {
		return switch (properties.getStore()) {
			case YAML -> ApiKeySettings.keys(properties)::get;
			case REDIS -> new RedisApiKeyRepository(
					require(executor, Store.REDIS, "configure 'spring.data.redis', with Lettuce as its client"));
			case JDBC -> new JdbcApiKeyRepository(
					SharedDatabase.of(require(dataSource, Store.JDBC, "configure 'spring.datasource'")));
		};
	}

	@Bean
	ApiKeyFormat apiSecurityApiKeyFormat(ApiKeyProperties properties) {
		return ApiKeySettings.format(properties);
	}

	@Bean
	ApiKeyHasher apiSecurityApiKeyHasher(ApiKeyProperties properties) {
		return ApiKeySettings.hasher(properties);
	}

	@Bean
	ApiKeyVerifier apiSecurityApiKeyVerifier(ApiKeyProperties properties, ApiKeyFormat format, ApiKeyHasher hasher,
			ApiKeyRepository repository, SharedStates states) {
		return new ApiKeyVerifier(format, hasher, repository, properties.getCacheTimeToLive(), states,
				InstantSource.system());
	}

	@Bean
	@ConditionalOnMissingBean
	ApiKeyService apiSecurityApiKeyService(ApiKeyFormat format, ApiKeyHasher hasher, ApiKeyRepository repository,
			ApiKeyVerifier verifier, SecurityEventPublisher events) {
		return new ApiKeyService(format, hasher, repository, verifier, events, InstantSource.system());
	}

	@Bean
	@Lazy
	AuthoritySource apiSecurityApiKeyAuthorities(ApiKeyProperties properties, BeanFactory beans) {
		boolean configured = properties.getStore() == Store.YAML && beans.containsBean("apiSecurityApiKeyRepository");
		return (authority) -> !configured
				|| properties.getKeys().values().stream().anyMatch((key) -> key.getAuthorities().contains(authority));
	}

	@Bean
	@Order(10)
	@SuppressWarnings("unchecked")
	ApiSecurityChainCustomizer apiSecurityApiKeyChainCustomizer(ApiKeyProperties properties, ApiKeyFormat format,
			ApiKeyVerifier verifier, ClientAddressResolver addressResolver,
			ObjectProvider<AuthenticationEventPublisher> authenticationEvents, SecurityEventPublisher securityEvents,
			ApplicationEventPublisher applicationEvents, ObjectProvider<CredentialCheck> checks) {
		ApiKeyPlacement placement = ApiKeySettings.placement(properties, format);
		List<CredentialCheck> allChecks = checks.orderedStream().toList();
		AuthenticationEventPublisher publisher = authenticationEvents
			.getIfAvailable(() -> new DefaultAuthenticationEventPublisher(applicationEvents));
		return (http) -> {
			OAuth2ResourceServerConfigurer<HttpSecurity> accessTokens = http
				.getConfigurer(OAuth2ResourceServerConfigurer.class);
			AuthenticationEntryPoint entryPoint = new ApiKeyEntryPoint(accessTokens != null);
			http.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(entryPoint));
			new ChainFilter(ChainOrder.API_KEYS, new ApiKeyAuthenticationFilter(placement, new AnonymousAccess(http),
					verifier, addressResolver, allChecks, entryPoint, publisher, securityEvents))
				.customize(http);
			if (accessTokens != null) {
				accessTokens.authenticationEntryPoint(entryPoint);
			}
		};
	}

	private static <T> T require(ObjectProvider<T> provider, Store store, String action) {
		T bean = provider.getIfAvailable();
		PropertyValue.refuseIf(bean == null, "api-security.authentication.api-keys.store", store,
				"This store needs a connection: " + action + ".");
		return bean;
	}

}
