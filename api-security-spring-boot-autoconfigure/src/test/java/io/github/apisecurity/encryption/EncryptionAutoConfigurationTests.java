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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import javax.crypto.spec.SecretKeySpec;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.posture.PostureContributor;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
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

	private final AtomicLong time = new AtomicLong();

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
	void whenPlaintextIsReadCountsIt() {
		this.configured.withPropertyValues("api-security.encryption.accept-plaintext=true").run((context) -> {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
			assertThat(context.getBean(FieldCipher.class).decrypt(COLUMN, "12345678901")).isEqualTo("12345678901");
			assertThat(registry.get("api.security.encryption.plaintext").functionCounter().count()).isEqualTo(1);
		});
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
	@CsvSource({ "active-key, k2", "index-key, k2", "keys[k.2], x",
			"keys[K1], Zk9QxT2nWv7bL4mRd8sYc1fHjG6pAe3uNiOoVtXyBqE=" })
	void whenNameIsWrongStops(String property, String value) {
		this.configured.withPropertyValues("api-security.encryption." + property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@Test
	void whenKeyIsInHexadecimalFileOrBundleIsUsed(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("k2"), KEY + "\n");
		bundle(directory, Map.of("data", 1));
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
		Path file = Files.writeString(directory.resolve("active"), "k1\n");
		ConfiguredKeys keys = keys("file:" + file, Map.of("k1", KEY, "k2", text(2)), List.of(), null);
		assertThat(keys.keys().active()).isEqualTo("k1");
		Files.writeString(file, "k2");
		assertThat(keys.keys()).isSameAs(keys.keys()).extracting(EncryptionKeys::active).isEqualTo("k1");
		assertThat(later(keys).active()).isEqualTo("k2");
		Files.writeString(file, text(3));
		assertThat(later(keys).active()).isEqualTo("k2");
		assertThat(keys.problems()).singleElement().asString().contains("active-key", "Name one of the keys: [k1, k2]");
		Files.delete(file);
		assertThat(later(keys).active()).isEqualTo("k2");
		assertThat(keys.problems()).singleElement().asString().contains("can be read");
		assertThat(output).contains("encrypted with key 'k2'").doesNotContain(KEY, text(3));
	}

	@Test
	void whenFileOfKeyChangesKeepsTheKeyAndTellsOnce(@TempDir Path directory, CapturedOutput output)
			throws IOException {
		Path file = Files.writeString(directory.resolve("k2"), text(2));
		ConfiguredKeys keys = keys("k1", Map.of("k1", KEY, "k2", "file:" + file), List.of(), null);
		EncryptionKeys known = keys.keys();
		for (String content : List.of(text(3), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "", "c2hvcnQ=")) {
			Files.writeString(file, content);
			assertThat(later(keys)).isSameAs(later(keys)).isSameAs(known);
			assertThat(keys.problems()).singleElement().asString().contains("keys.k2", "file:" + file);
		}
		Files.writeString(file, text(2) + "\n");
		assertThat(later(keys)).isSameAs(known);
		assertThat(keys.problems()).isEmpty();
		assertThat(output.getOut()).containsOnlyOnce("has become another one")
			.containsOnlyOnce("can be guessed")
			.doesNotContain(text(2), text(3));
	}

	@Test
	void whenDirectoryGetsAKeyItIsTakenOver(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("k1"), KEY);
		Files.writeString(directory.resolve(".hidden"), "x");
		Files.createDirectory(directory.resolve("..2026_11_29"));
		Path active = Files.writeString(directory.resolve("active"), "k1");
		ConfiguredKeys keys = keys("file:" + active, Map.of(), List.of("file:" + directory), null);
		AesGcmFieldCipher cipher = new AesGcmFieldCipher(keys, () -> null, null, false, (type, reason, details) -> {
		});
		String former = cipher.encrypt(COLUMN, "1");
		Files.writeString(directory.resolve("k2"), text(2));
		Files.writeString(directory.resolve("k_3"), text(3));
		Files.writeString(active, "k2");
		assertThat(later(keys)).satisfies((known) -> {
			assertThat(known.active()).isEqualTo("k2");
			assertThat(known.keys()).containsOnlyKeys("k1", "k2");
			assertThat(known.index()).isEqualTo("k1");
		});
		assertThat(cipher.encrypt(COLUMN, "1")).startsWith("aps1.g.k2.");
		assertThat(cipher.decrypt(COLUMN, former)).isEqualTo("1");
		assertThat(keys.problems()).singleElement().asString().contains("k_3", "letters, digits and hyphens");
		Files.delete(directory.resolve("k1"));
		Files.delete(directory.resolve("k_3"));
		assertThat(later(keys).keys()).containsOnlyKeys("k1", "k2");
		assertThat(keys.problems()).singleElement().asString().contains("[k1]", "gone");
	}

	@Test
	void whenBundleIsLoadedAgainItsKeysAreTakenOver(@TempDir Path directory) throws Exception {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("keys", bundle(directory, Map.of("k1", 1)));
		ConfiguredKeys keys = keys("k1", Map.of(), List.of("bundle:keys"), bundles);
		bundles.updateBundle("keys", bundle(directory, Map.of("k1", 1, "k2", 2)));
		assertThat(later(keys).keys()).containsOnlyKeys("k1", "k2");
		bundles.updateBundle("keys", bundle(directory, Map.of("k1", 3, "k2", 2)));
		assertThat(later(keys).keys().get("k1")).isEqualTo(AesGcmFieldCipherTests.key(1));
		assertThat(keys.problems()).singleElement().asString().contains("'bundle:keys:k1'", "has become another one");
		SslStoreBundle broken = new JksSslStoreBundle(
				JksSslStoreDetails.forLocation(Files.writeString(directory.resolve("broken"), "x").toUri().toString()),
				null);
		bundles.updateBundle("keys", SslBundle.of(broken));
		assertThat(later(keys).keys()).containsOnlyKeys("k1", "k2");
		assertThat(keys.problems()).hasSize(2).anySatisfy((problem) -> assertThat(problem).contains("opens"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/run/secrets", "file:/nowhere", "bundle:missing" })
	void whenLocationOfKeysCannotBeReadStops(String location) {
		this.configured.withPropertyValues("api-security.encryption.key-locations=" + location)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("api-security.encryption.key-locations[0]"));
	}

	@Test
	void whenKeyCannotBeTakenOverHealthAndMetricTell(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("k2"), text(2));
		ConfiguredKeys keys = keys("k1", Map.of("k1", KEY, "k2", "file:" + file), List.of(), null);
		this.runner.withBean(ConfiguredKeys.class, () -> keys).run((context) -> {
			HealthIndicator health = context.getBean(HealthIndicator.class);
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(MeterBinder.class).bindTo(registry);
			assertThat(health.health(true)).isNotNull()
				.satisfies((current) -> assertThat(current.getDetails()).containsEntry("problems", Set.of()));
			Files.writeString(file, text(3));
			later(keys);
			assertThat(health.health(true)).isNotNull().satisfies((current) -> {
				assertThat(current.getStatus()).isEqualTo(Status.UP);
				assertThat(current.getDetails()).containsEntry("activeKey", "k1")
					.extractingByKey("problems")
					.asString()
					.contains("has become another one");
			});
			assertThat(registry.get("api.security.encryption.keys.problems").gauge().value()).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "active-key", "index-key" })
	void whenKeyStandsWhereItsIdIsExpectedStopsAndDoesNotTellIt(String property, @TempDir Path directory)
			throws IOException {
		Path file = Files.writeString(directory.resolve("k1"), KEY);
		for (String value : List.of("file:" + file, KEY, HexFormat.of().formatHex(AesGcmFieldCipherTests.key(1)))) {
			this.configured.withPropertyValues("api-security.encryption." + property + "=" + value)
				.run((context) -> assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining(property)
					.hasMessageNotContainingAny(KEY, HexFormat.of().formatHex(AesGcmFieldCipherTests.key(1))));
		}
	}

	@Test
	void whenActiveKeyIsEmptyStops() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> keys("", Map.of("k1", KEY), List.of(), null));
	}

	private ConfiguredKeys keys(String activeKey, Map<String, String> keys, List<String> locations,
			@Nullable SslBundles bundles) {
		return new ConfiguredKeys(new KeySources(activeKey, keys, locations, bundles), (keys.size() > 1) ? "k1" : null,
				this.time::get);
	}

	private EncryptionKeys later(ConfiguredKeys keys) {
		this.time.addAndGet(5_000_000_000L);
		return keys.keys();
	}

	private static String text(int seed) {
		return Base64.getEncoder().encodeToString(AesGcmFieldCipherTests.key(seed));
	}

	private static SslBundle bundle(Path directory, Map<String, Integer> seeds) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		for (Map.Entry<String, Integer> seed : seeds.entrySet()) {
			store.setKeyEntry(seed.getKey(), new SecretKeySpec(AesGcmFieldCipherTests.key(seed.getValue()), "AES"),
					"secret".toCharArray(), null);
		}
		Path file = directory.resolve("keys.p12");
		try (var out = Files.newOutputStream(file)) {
			store.store(out, "secret".toCharArray());
		}
		return SslBundle
			.of(new JksSslStoreBundle(new JksSslStoreDetails("PKCS12", null, file.toUri().toString(), "secret"), null));
	}

}
