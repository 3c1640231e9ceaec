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

package io.github.apisecurity.authentication.jwt;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStates;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SigningKeysEndpoint} and {@link DistrustedKeys}.
 */
class SigningKeysEndpointTests {

	@Test
	void keyIsDistrustedByNameOrThumbprintUntilItIsTrustedAgain() throws Exception {
		RSAKey jwk = new RSAKeyGenerator(2048).keyID("rsa-1").generate().toPublicJWK();
		VerificationKey key = VerificationKey.of(jwk);
		VerificationKey nameless = VerificationKey.of(new RSAKey.Builder(jwk).keyID(null).build());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.run((context) -> {
				List<String> events = new ArrayList<>();
				DistrustedKeys distrusted = new DistrustedKeys(List.of("ec-1"), context.getBean(SharedStates.class),
						true);
				SigningKeysEndpoint endpoint = new SigningKeysEndpoint(new TrustedIssuers(List.of()), distrusted,
						(type, reason, details) -> events.add(reason + " " + details));
				assertThat(distrusted.contains(key)).isFalse();
				endpoint.distrust("rsa-1");
				assertThat(distrusted.contains(key)).isTrue();
				assertThat(distrusted.contains(nameless)).isFalse();
				assertThat(endpoint.keys().distrusted()).containsExactly("ec-1", "rsa-1");
				endpoint.trust("rsa-1");
				endpoint.trust("ec-1");
				assertThat(endpoint.keys().distrusted()).as("the configuration stays").containsExactly("ec-1");
				endpoint.distrust(key.thumbprint());
				assertThat(distrusted.contains(key)).isTrue();
				assertThat(distrusted.contains(nameless)).isTrue();
				assertThat(events).startsWith("key_distrusted {key=rsa-1}", "key_trusted {key=rsa-1}");
				assertThatExceptionOfType(InvalidEndpointRequestException.class)
					.isThrownBy(() -> endpoint.distrust("k".repeat(300)));
			});
	}

	@Test
	void whenSharedStateWasNeverReadNoKeyCountsAndWhatIsDistrustedHoldsHere() throws Exception {
		VerificationKey key = VerificationKey.of(new RSAKeyGenerator(2048).keyID("rsa-1").generate().toPublicJWK());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.withPropertyValues("api-security.shared.store=jdbc", "api-security.shared.refresh-interval=4m")
			.withBean(DataSource.class, () -> mock(DataSource.class, (invocation) -> {
				throw new SQLException("down");
			}))
			.run((context) -> {
				SharedStates states = context.getBean(SharedStates.class);
				DistrustedKeys distrusted = new DistrustedKeys(List.of(), states, true);
				List<String> events = new ArrayList<>();
				SigningKeysEndpoint endpoint = new SigningKeysEndpoint(new TrustedIssuers(List.of()), distrusted,
						(type, reason, details) -> events.add(reason));
				assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> distrusted.contains(key));
				assertThat(endpoint.distrust("rsa-1").getStatus()).isEqualTo(503);
				assertThat(endpoint.keys().distrusted()).containsExactly("rsa-1");
				assertThat(endpoint.trust("rsa-1").getStatus()).isEqualTo(503);
				assertThat(endpoint.keys().distrusted()).containsExactly("rsa-1");
				assertThat(events).containsExactly("key_distrusted");
			});
	}

	@Test
	void whenNothingCanBeDistrustedAtRunTimeSharedStateIsNotNeeded() throws Exception {
		VerificationKey key = VerificationKey.of(new RSAKeyGenerator(2048).keyID("rsa-1").generate().toPublicJWK());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.withPropertyValues("api-security.shared.store=jdbc", "api-security.shared.refresh-interval=4m")
			.withBean(DataSource.class, () -> mock(DataSource.class))
			.run((context) -> assertThat(
					new DistrustedKeys(List.of(), context.getBean(SharedStates.class), false).contains(key))
				.isFalse());
	}

}
