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

package io.github.apisecurity.password;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.password.PasswordProperties.Algorithm;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for hashes of passwords. It waits to
 * be asked: a password encoder changes what the users of
 * {@code spring.security.user.password} have to write.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(PasswordEncoder.class)
@ConditionalOnWritten("api-security.password")
@EnableConfigurationProperties(PasswordProperties.class)
public final class PasswordAutoConfiguration {

	private static final String ARGON2ID = "argon2id@p4j";

	private static final String BCRYPT = "bcrypt@sha384";

	private static final boolean password4jPresent = ClassUtils.isPresent("com.password4j.Argon2Function",
			PasswordAutoConfiguration.class.getClassLoader());

	@Bean
	@ConditionalOnMissingBean
	PasswordEncoder apiSecurityPasswordEncoder(PasswordProperties properties) {
		Algorithm algorithm = properties.getAlgorithm();
		PropertyValue.refuseIf(algorithm == null, "api-security.password.algorithm", null,
				"Use 'argon2id' or 'bcrypt', without which the keys beside it have no effect.");
		PropertyValue.refuseIf(algorithm == Algorithm.ARGON2ID && !password4jPresent, "api-security.password.algorithm",
				algorithm, "Add the dependency 'com.password4j:password4j', or use 'bcrypt'.");
		int strength = properties.getBcrypt().getStrength();
		PropertyValue.refuseIf(strength < 12 || strength > 31, "api-security.password.bcrypt.strength", strength,
				"Use 12 to 31.");
		int maxConcurrent = Objects.requireNonNullElseGet(properties.getMaxConcurrent(),
				() -> Runtime.getRuntime().availableProcessors());
		PropertyValue.refuseIf(maxConcurrent < 1, "api-security.password.max-concurrent", maxConcurrent,
				"Use a positive number.");
		PropertyValue.refuseIf(properties.getMaxWait().isNegative(), "api-security.password.max-wait",
				properties.getMaxWait(), "Use a duration, such as '2s'.");
		Map<String, PasswordEncoder> encoders = new HashMap<>(
				Map.of(BCRYPT, new PrehashedBCryptPasswordEncoder(strength)));
		if (password4jPresent) {
			PasswordEncoder argon2id = Argon2idPasswordEncoder.create(properties.getArgon2());
			// The same text, for which Spring Security needs another library.
			for (String id : List.of(ARGON2ID, "argon2", "argon2@SpringSecurity_v5_8")) {
				encoders.put(id, argon2id);
			}
		}
		DelegatingPasswordEncoder encoder = new DelegatingPasswordEncoder(
				(algorithm == Algorithm.ARGON2ID) ? ARGON2ID : BCRYPT, encoders);
		// What was stored before, as Spring Security names it, or bcrypt without a name.
		DelegatingPasswordEncoder former = (DelegatingPasswordEncoder) PasswordEncoderFactories
			.createDelegatingPasswordEncoder();
		former.setDefaultPasswordEncoderForMatches(new BCryptPasswordEncoder());
		encoder.setDefaultPasswordEncoderForMatches(former);
		return new BoundedPasswordEncoder(encoder, maxConcurrent, properties.getMaxWait());
	}

}
