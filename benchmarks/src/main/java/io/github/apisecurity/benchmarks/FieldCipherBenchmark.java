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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
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

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/**
 * A value of 32 bytes, encrypted and decrypted: the cipher of the library from text to
 * text, the JDK's own AES-GCM from bytes to bytes with the same random initialization
 * vector, and Tink.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FieldCipherBenchmark {

	private static final EncryptedColumn COLUMN = new EncryptedColumn("customer", "national_id");

	private static final String TEXT = "0123456789abcdef0123456789abcdef";

	private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

	private static final byte[] AAD = "aps1.g.k1.customer.national_id".getBytes(StandardCharsets.UTF_8);

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

	private static Cipher cipher() {
		try {
			return Cipher.getInstance("AES/GCM/NoPadding");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
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
		this.libraryEncrypted = libraryEncrypt();
		this.jdkEncrypted = jdkEncrypt();
		this.tinkEncrypted = tinkEncrypt();
	}

	@Benchmark
	public String libraryEncrypt() {
		return this.library.encrypt(COLUMN, TEXT);
	}

	@Benchmark
	public @Nullable String libraryDecrypt() {
		return this.library.decrypt(COLUMN, this.libraryEncrypted);
	}

	@Benchmark
	public byte[] jdkEncrypt() throws GeneralSecurityException {
		byte[] iv = new byte[12];
		this.random.nextBytes(iv);
		byte[] result = new byte[BYTES.length + 28];
		System.arraycopy(iv, 0, result, 0, 12);
		Cipher cipher = ciphers.get();
		cipher.init(Cipher.ENCRYPT_MODE, this.key, new GCMParameterSpec(128, iv));
		cipher.updateAAD(AAD);
		cipher.doFinal(BYTES, 0, BYTES.length, result, 12);
		return result;
	}

	@Benchmark
	public byte[] jdkDecrypt() throws GeneralSecurityException {
		Cipher cipher = ciphers.get();
		cipher.init(Cipher.DECRYPT_MODE, this.key, new GCMParameterSpec(128, this.jdkEncrypted, 0, 12));
		cipher.updateAAD(AAD);
		return cipher.doFinal(this.jdkEncrypted, 12, this.jdkEncrypted.length - 12);
	}

	@Benchmark
	public byte[] tinkEncrypt() throws GeneralSecurityException {
		return this.tink.encrypt(BYTES, AAD);
	}

	@Benchmark
	public byte[] tinkDecrypt() throws GeneralSecurityException {
		return this.tink.decrypt(this.tinkEncrypted, AAD);
	}

}
