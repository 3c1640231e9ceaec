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

package io.github.apisecurity.encryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import javax.crypto.spec.SecretKeySpec;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.posture.PostureContributor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EncryptionAutoConfiguration} and {@link ConfiguredKeys}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EncryptionAutoConfigurationTests {

	private static final EncryptedColumn COLUMN = new EncryptedColumn("customer", "national_id");

	private static final String KEY = Base64.getEncoder().encodeToString(AesGcmFieldCipherTests.key(1));

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(AuditAutoConfiguration.class, SslAutoConfiguration.class, EncryptionAutoConfiguration.class));

	private final ApplicationContextRunner configured = this.runner
		.withPropertyValues("api-security.encryption.active-key=k1", "api-security.encryption.keys.k1=" + KEY);

	@Test
	void whenNothingIsConfiguredHasNoBeans() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(FieldCipher.class)
			.doesNotHaveBean(KeyProvider.class)
			.doesNotHaveBean(EncryptionProperties.class));
	}

	@Test
	void whenKeyIsConfiguredEncrypts() {
		this.configured.run((context) -> {
			FieldCipher cipher = context.getBean(FieldCipher.class);
			assertThat(cipher.decrypt(COLUMN, cipher.encrypt(COLUMN, "1"))).isEqualTo("1");
			assertThat(context.getBean("apiSecurityEncryptionPosture", PostureContributor.class).contribute().details())
				.containsEntry("active-key", "k1")
				.containsOnlyKeys("active-key", "keys", "accept-plaintext")
				.doesNotContainValue(KEY);
		});
	}

	@Test
	void whenMetricsAreMissingEncrypts() {
		this.configured.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasSingleBean(FieldCipher.class));
	}

	@Test
	void whenApplicationHasCipherBacksOff() {
		this.configured.withBean("own", FieldCipher.class, () -> mock(FieldCipher.class))
			.run((context) -> assertThat(context.getBeanNamesForType(FieldCipher.class)).containsExactly("own"));
	}

	@Test
	void whenApplicationProvidesKeysNeedsNoProperty() {
		EncryptionKeys keys = new EncryptionKeys("kms", Map.of("kms", AesGcmFieldCipherTests.key(7)), null);
		this.runner.withBean(KeyProvider.class, () -> () -> keys)
			.run((context) -> assertThat(context.getBean(FieldCipher.class).encrypt(COLUMN, "1"))
				.startsWith("aps1.g.kms."));
	}

	@ParameterizedTest
	@CsvSource({ "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, random", "c2hvcnQ=, 256 bits",
			"correct-horse-battery-staple!!, hexadecimal", "file:/nowhere/key, file that exists",
			"bundle:missing:alias, SSL bundle", "bundle:x, alias", "'', 256 bits" })
	void whenKeyCannotBeUsedStopsAndDoesNotTellIt(String key, String action) {
		this.runner
			.withPropertyValues("api-security.encryption.active-key=k1", "api-security.encryption.keys.k1=" + key)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo("api-security.encryption.keys.k1");
					assertThat(ex.getReason()).contains(action);
					assertThat(ex.getMessage()).doesNotContain("AAAA", "c2hv", "correct");
				}));
	}

	@ParameterizedTest
	@CsvSource({ "active-key, k2", "index-key, k2", "keys[k.2], x" })
	void whenNameIsWrongStops(String property, String value) {
		this.configured.withPropertyValues("api-security.encryption." + property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@Test
	void whenKeyIsInHexadecimalFileOrBundleIsUsed(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("k2"), KEY + "\n");
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("data", new SecretKeySpec(AesGcmFieldCipherTests.key(1), "AES"), "secret".toCharArray(),
				null);
		try (var out = Files.newOutputStream(directory.resolve("keys.p12"))) {
			store.store(out, "secret".toCharArray());
		}
		this.configured
			.withPropertyValues("api-security.encryption.keys.k2=file:" + file,
					"api-security.encryption.keys.k3=" + HexFormat.of().formatHex(AesGcmFieldCipherTests.key(1)),
					"api-security.encryption.keys.k4=bundle:keys:data",
					"spring.ssl.bundle.jks.keys.keystore.location=" + directory.resolve("keys.p12").toUri(),
					"spring.ssl.bundle.jks.keys.keystore.password=secret",
					"spring.ssl.bundle.jks.keys.keystore.type=PKCS12")
			.run((context) -> assertThat(context.getBean(KeyProvider.class).keys().keys().values()).hasSize(4)
				.allSatisfy((key) -> assertThat(key).isEqualTo(AesGcmFieldCipherTests.key(1))));
	}

	@Test
	void whenFileNamesAnotherActiveKeyWritesWithIt(@TempDir Path directory, CapturedOutput output) throws IOException {
		AtomicLong time = new AtomicLong();
		Path file = Files.writeString(directory.resolve("active"), "k1\n");
		ConfiguredKeys keys = new ConfiguredKeys("file:" + file,
				Map.of("k1", KEY, "k2", Base64.getEncoder().encodeToString(AesGcmFieldCipherTests.key(2))), "k1",
				() -> null, time::get);
		assertThat(keys.keys().active()).isEqualTo("k1");
		Files.writeString(file, "k2");
		assertThat(keys.keys()).isSameAs(keys.keys()).extracting(EncryptionKeys::active).isEqualTo("k1");
		time.addAndGet(5_000_000_000L);
		assertThat(keys.keys().active()).isEqualTo("k2");
		Files.writeString(file, "k3");
		time.addAndGet(5_000_000_000L);
		assertThat(keys.keys().active()).isEqualTo("k2");
		Files.delete(file);
		time.addAndGet(5_000_000_000L);
		assertThat(keys.keys().active()).isEqualTo("k2");
		assertThat(output).contains("names none of the keys").contains("cannot be read").doesNotContain(KEY);
	}

	@Test
	void whenActiveKeyIsEmptyStops() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new ConfiguredKeys("", Map.of("k1", KEY), null, () -> null, () -> 0));
	}

}
