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

package com.example.bank;

import java.util.List;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.data.redis.core.convert.RedisCustomConversions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the converters that the documentation shows.
 */
class CardNumberTests {

	@Test
	void whenTypeHasConvertersIsStoredEncrypted() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class))
			.withPropertyValues("api-security.encryption.active-key=k1",
					"api-security.encryption.keys.k1=uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=")
			.run((context) -> {
				FieldCipher cipher = context.getBean(FieldCipher.class);
				RedisCustomConversions conversions = new RedisCustomConversions(
						List.of(new CardNumberWriter(cipher), new CardNumberReader(cipher)));
				assertThat(conversions.getCustomWriteTarget(CardNumber.class)).contains(String.class);
				DefaultConversionService service = new DefaultConversionService();
				conversions.registerConvertersIn(service);
				String stored = service.convert(new CardNumber("4111111111111111"), String.class);
				assertThat(stored).startsWith("aps1.g.k1.");
				assertThat(service.convert(stored, CardNumber.class)).isEqualTo(new CardNumber("4111111111111111"));
			});
	}

}
