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

package io.github.apisecurity.token.issuer;

import java.time.Duration;
import java.time.InstantSource;

import javax.sql.DataSource;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.shared.SharedDatabase;
import io.github.apisecurity.shared.SharedProperties;
import io.github.apisecurity.shared.SharedProperties.StoreType;
import io.github.apisecurity.shared.SharedStates;
import io.github.apisecurity.token.RevocationAutoConfiguration;
import io.github.apisecurity.token.RevocationProperties;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.issuer.IssuerProperties.RefreshToken;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenClaimsContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the tokens of Spring
 * Authorization Server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RevocationAutoConfiguration.class,
		beforeName = "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration")
@ConditionalOnBooleanProperty("api-security.token.issuer.enabled")
@ConditionalOnClass(OAuth2AuthorizationService.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(IssuerProperties.class)
@Import(SigningKeysConfiguration.class)
public final class IssuerAutoConfiguration {

	private static final String PREFIX = "api-security.token.issuer.";

	@Bean
	TokenFamilies apiSecurityTokenFamilies(IssuerProperties properties, SharedProperties shared, SharedStates states,
			ObjectProvider<RedisScriptExecutor> executors, ObjectProvider<DataSource> dataSources) {
		RefreshToken refreshToken = properties.getRefreshToken();
		PropertyValue.positive(PREFIX + "access-token", properties.getAccessToken(), "15m");
		PropertyValue.positive(PREFIX + "refresh-token.idle", refreshToken.getIdle(), "8h");
		PropertyValue.positive(PREFIX + "refresh-token.max-lifetime", refreshToken.getMaxLifetime(), "30d");
		PropertyValue.refuseIf(
				refreshToken.getReuseGrace().isNegative()
						|| refreshToken.getReuseGrace().compareTo(Duration.ofMinutes(2)) > 0,
				PREFIX + "refresh-token.reuse-grace", refreshToken.getReuseGrace(),
				"Use two minutes at most: for so long a stolen token is as good as its successor.");
		InstantSource clock = InstantSource.system();
		// Where the shared state is, whose properties have been checked.
		FamilyStore store = (states.isInMemory()) ? new MemoryFamilyStore(clock)
				: (shared.getStore() == StoreType.JDBC)
						? new JdbcFamilyStore(SharedDatabase.of(dataSources.getObject()), clock)
						: new RedisFamilyStore(executors.getObject(), clock);
		return new TokenFamilies(store, refreshToken.getMaxLifetime(), refreshToken.getReuseGrace(), clock);
	}

	@Bean
	IssuerPosture apiSecurityIssuerPosture() {
		return new IssuerPosture();
	}

	@Bean
	Customizer<HttpSecurity> apiSecurityIssuerHttpSecurityCustomizer(IssuerProperties properties,
			TokenFamilies families, ObjectProvider<TokenRevocation> revocations, SecurityEventPublisher events,
			IssuerPosture posture, ObjectProvider<RevocationProperties> revocationProperties,
			ObjectProvider<RegisteredClientRepository> clients,
			ObjectProvider<OAuth2AuthorizationService> authorizations,
			ObjectProvider<JWKSource<SecurityContext>> keys) {
		TokenRevocation revocation = revocations.getIfAvailable();
		Duration maxLifetime = properties.getRefreshToken().getMaxLifetime();
		Duration retention = revocationProperties.getIfAvailable(RevocationProperties::new).getRetention();
		PropertyValue.refuseIf(retention.compareTo(maxLifetime) < 0, "api-security.token.revocation.retention",
				retention, "Use at least '" + PREFIX + "refresh-token.max-lifetime', " + maxLifetime
						+ ": a refresh token must not outlive what revokes it.");
		PropertyValue.refuseIf(revocation == null, PREFIX + "enabled", true,
				"Access tokens of a stolen refresh token are revoked: set"
						+ " 'api-security.token.revocation.enabled' to 'true' as well.");
		IssuerChainConfigurer.Settings settings = new IssuerChainConfigurer.Settings(properties.getAccessToken(),
				properties.getRefreshToken().getIdle(), families, revocation, events, posture);
		return (http) -> http.with(new IssuerChainConfigurer(clients, authorizations, keys, settings),
				Customizer.withDefaults());
	}

	/**
	 * Names the grant in access tokens, by which they are revoked. Spring Authorization
	 * Server asks one bean only, so this one asks those of the application.
	 * @param customizers all customizers
	 * @return the customizer
	 */
	@Bean
	@Primary
	OAuth2TokenCustomizer<JwtEncodingContext> apiSecurityGrantTokenCustomizer(
			ObjectProvider<OAuth2TokenCustomizer<JwtEncodingContext>> customizers) {
		return new GrantCustomizer<>(customizers, (context, change) -> context.getClaims().claims(change));
	}

	/**
	 * The same for tokens that are no JWT.
	 * @param customizers all customizers
	 * @return the customizer
	 */
	@Bean
	@Primary
	OAuth2TokenCustomizer<OAuth2TokenClaimsContext> apiSecurityGrantClaimsCustomizer(
			ObjectProvider<OAuth2TokenCustomizer<OAuth2TokenClaimsContext>> customizers) {
		return new GrantCustomizer<>(customizers, (context, change) -> context.getClaims().claims(change));
	}

}
