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

package io.github.apisecurity.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/**
 * A value of 32 bytes, encrypted and decrypted by the library, which goes from text to
 * text, by the JDK's own AES-GCM and by Tink, with the same associated data and a random
 * initialization vector each: from bytes to bytes, and from text to text as the library.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FieldCipherBenchmark {

	private static final EncryptedColumn COLUMN = new EncryptedColumn("customer", "national_id");

	private static final String TEXT = "0123456789abcdef0123456789abcdef";

	private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

	private static final String HEADER = "aps1.g.k1.";

	private static final byte[] AAD = associatedData("aps1", "g", "k1", null, "customer", "national_id");

	private static final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(FieldCipherBenchmark::cipher);

	private final SecureRandom random = new SecureRandom();

	private final SecretKey key = new SecretKeySpec(new SecureRandom().generateSeed(32), "AES");

	@SuppressWarnings("NullAway.Init")
	private FieldCipher library;

	@SuppressWarnings("NullAway.Init")
	private Aead tink;

	private String libraryEncrypted = "";

	private byte[] jdkEncrypted = {};

	private byte[] tinkEncrypted = {};

	private String jdkText = "";

	private String tinkText = "";

	private static Cipher cipher() {
		try {
			return Cipher.getInstance("AES/GCM/NoPadding");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// As long as that of the library, which writes the length in front of each part.
	private static byte[] associatedData(@Nullable String... parts) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream output = new DataOutputStream(bytes)) {
			for (String part : parts) {
				output.writeInt((part != null) ? part.length() : -1);
				output.writeBytes((part != null) ? part : "");
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return bytes.toByteArray();
	}

	@Setup
	public void setUp() throws GeneralSecurityException {
		SpringApplication application = new SpringApplication(EncryptionAutoConfiguration.class,
				AuditAutoConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("api-security.encryption.active-key", "k1",
				"api-security.encryption.keys.k1", Base64.getEncoder().encodeToString(this.random.generateSeed(32))));
		this.library = application.run().getBean(FieldCipher.class);
		AeadConfig.register();
		this.tink = KeysetHandle.newBuilder()
			.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
				.withRandomId()
				.makePrimary())
			.build()
			.getPrimitive(RegistryConfiguration.get(), Aead.class);
		this.libraryEncrypted = encryptLibrary();
		this.jdkEncrypted = encryptJdk();
		this.tinkEncrypted = encryptTink();
		this.jdkText = text(this.jdkEncrypted);
		this.tinkText = text(this.tinkEncrypted);
	}

	@Benchmark
	public String encryptLibrary() {
		return this.library.encrypt(COLUMN, TEXT);
	}

	@Benchmark
	public @Nullable String decryptLibrary() {
		return this.library.decrypt(COLUMN, this.libraryEncrypted);
	}

	@Benchmark
	public byte[] encryptJdk() throws GeneralSecurityException {
		return encrypt(BYTES);
	}

	@Benchmark
	public byte[] decryptJdk() throws GeneralSecurityException {
		return decrypt(this.jdkEncrypted);
	}

	@Benchmark
	public String encryptJdkText() throws GeneralSecurityException {
		return text(encrypt(TEXT.getBytes(StandardCharsets.UTF_8)));
	}

	@Benchmark
	public String decryptJdkText() throws GeneralSecurityException {
		return new String(decrypt(bytes(this.jdkText)), StandardCharsets.UTF_8);
	}

	@Benchmark
	public byte[] encryptTink() throws GeneralSecurityException {
		return this.tink.encrypt(BYTES, AAD);
	}

	@Benchmark
	public byte[] decryptTink() throws GeneralSecurityException {
		return this.tink.decrypt(this.tinkEncrypted, AAD);
	}

	@Benchmark
	public String encryptTinkText() throws GeneralSecurityException {
		return text(this.tink.encrypt(TEXT.getBytes(StandardCharsets.UTF_8), AAD));
	}

	@Benchmark
	public String decryptTinkText() throws GeneralSecurityException {
		return new String(this.tink.decrypt(bytes(this.tinkText), AAD), StandardCharsets.UTF_8);
	}

	private byte[] encrypt(byte[] value) throws GeneralSecurityException {
		byte[] iv = new byte[12];
		this.random.nextBytes(iv);
		byte[] result = new byte[value.length + 28];
		System.arraycopy(iv, 0, result, 0, 12);
		Cipher cipher = ciphers.get();
		cipher.init(Cipher.ENCRYPT_MODE, this.key, new GCMParameterSpec(128, iv));
		cipher.updateAAD(AAD);
		cipher.doFinal(value, 0, value.length, result, 12);
		return result;
	}

	private byte[] decrypt(byte[] message) throws GeneralSecurityException {
		Cipher cipher = ciphers.get();
		cipher.init(Cipher.DECRYPT_MODE, this.key, new GCMParameterSpec(128, message, 0, 12));
		cipher.updateAAD(AAD);
		return cipher.doFinal(message, 12, message.length - 12);
	}

	private static String text(byte[] message) {
		return HEADER.concat(Base64.getUrlEncoder().withoutPadding().encodeToString(message));
	}

	private static byte[] bytes(String text) {
		return Base64.getUrlDecoder().decode(text.substring(HEADER.length()));
	}

	/**
	 * Run all with one and with two threads, and print the throughput of the library in
	 * percent of that of the others.
	 * @param arguments none
	 * @throws RunnerException if a benchmark fails
	 */
	public static void main(String[] arguments) throws RunnerException {
		StringBuilder report = new StringBuilder();
		for (int threads = 1; threads <= 2; threads++) {
			Map<String, Double> scores = new TreeMap<>();
			for (RunResult result : new Runner(
					new OptionsBuilder().include(FieldCipherBenchmark.class.getName()).threads(threads).build())
				.run()) {
				scores.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
			}
			for (Map.Entry<String, Double> score : scores.entrySet()) {
				double library = scores.getOrDefault(score.getKey().substring(0, "encrypt".length()) + "Library",
						Double.NaN);
				report.append("%d threads: library %.0f ops/ms, %.0f %% of %s%n".formatted(threads, library,
						100 * library / score.getValue(), score.getKey()));
			}
		}
		System.out.print(report);
	}

}
