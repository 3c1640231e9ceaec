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

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.shared.SharedProperties;
import io.github.apisecurity.shared.SharedProperties.StoreType;
import io.github.apisecurity.shared.SharedStates;
import io.github.apisecurity.token.issuer.IssuerProperties.KeyStoreType;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Configuration for the keys that sign tokens.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("api-security.token.issuer.signing-keys.enabled")
@Import(IssuerKeysEndpoint.class)
class SigningKeysConfiguration {

	private static final String PREFIX = "api-security.token.issuer.signing-keys.";

	/**
	 * That of identifier tokens, which cannot be configured, and what clocks may differ.
	 */
	private static final Duration ID_TOKEN = Duration.ofMinutes(30);

	private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

	@Bean
	SigningKeys apiSecuritySigningKeys(IssuerProperties properties, SharedStates states, SharedProperties shared,
			SecurityEventPublisher events, ListableBeanFactory beanFactory) {
		IssuerProperties.SigningKeys keys = properties.getSigningKeys();
		PropertyValue.refuseIf(beanFactory.getBeanNamesForType(JWKSource.class, false, false).length > 1,
				PREFIX + "enabled", true,
				"The application has a JWKSource of its own: remove the bean, or set this property to 'false'.");
		Duration accessToken = properties.getAccessToken();
		Duration lifetime = ((accessToken.compareTo(ID_TOKEN) > 0) ? accessToken : ID_TOKEN).plus(CLOCK_SKEW);
		PropertyValue.refuseIf(keys.getRotationPeriod().compareTo(Duration.ofMinutes(1)) < 0,
				PREFIX + "rotation-period", keys.getRotationPeriod(), "Use a minute at least, such as '90d'.");
		PropertyValue.refuseIf(keys.getStore() == KeyStoreType.SHARED && states.isInMemory(), PREFIX + "store",
				keys.getStore(),
				"The shared state is in memory, where keys end with the process: set 'api-security.shared.store' to"
						+ " 'jdbc' or 'redis', or this property to 'file'.");
		PropertyValue.refuseIf(keys.getStore() == KeyStoreType.JDBC && shared.getStore() != StoreType.JDBC,
				PREFIX + "store", keys.getStore(), "Set 'api-security.shared.store' to 'jdbc' as well.");
		KeyCipher cipher = new KeyCipher(encryptionKey(keys.getEncryptionKey()));
		SigningKeyStore store = (keys.getStore() == KeyStoreType.FILE)
				? new FileSigningKeyStore(directory(keys.getDirectory()), cipher, System::nanoTime)
				: new SharedSigningKeyStore(states, cipher);
		return new SigningKeys(store, keys.getRotationPeriod(), lifetime, events, InstantSource.system());
	}

	private static byte[] encryptionKey(@Nullable String text) {
		byte[] key = PropertyValue.secret(text);
		PropertyValue.refuseIf(key.length != KeyCipher.KEY_LENGTH, PREFIX + "encryption-key", null,
				"Use 32 random bytes as Base64, such as those of 'openssl rand -base64 32', from where secrets are.");
		return key;
	}

	private static Path directory(@Nullable Path directory) {
		PropertyValue.refuseIf(directory == null, PREFIX + "directory", null,
				"Name the directory of the keys, which all nodes have in common.");
		return directory;
	}

	@Bean
	JWKSource<SecurityContext> apiSecurityJwkSource(SigningKeys keys) {
		return (selector, context) -> selector.select(new JWKSet(keys.published()));
	}

	@Bean
	@ConditionalOnMissingBean
	JwtEncoder apiSecurityJwtEncoder(SigningKeys keys) {
		return new NimbusJwtEncoder((selector, context) -> selector.select(new JWKSet(keys.current())));
	}

}
