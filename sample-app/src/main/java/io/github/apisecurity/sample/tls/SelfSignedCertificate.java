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

package io.github.apisecurity.sample.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.util.Assert;
import org.springframework.util.FileSystemUtils;

/**
 * A key and its self-signed certificate for {@code localhost}, made when the application
 * starts and gone when it ends.
 * <p>
 * Java has no public API to make a certificate. Its {@code keytool} can, is maintained
 * with it, and is part of every Java runtime (it belongs to the module
 * {@code java.base}), so that neither a library nor a tool has to be installed. The key
 * store is only on disk, readable by the owner alone and protected with a random
 * password, until it has been loaded.
 *
 * @param keyStore the key store
 * @param alias the alias of the key
 * @param password the password of the key store and the key
 */
record SelfSignedCertificate(KeyStore keyStore, String alias, String password) {

	private static final String ALIAS = "sample";

	private static final String PASSWORD_VARIABLE = "SAMPLE_KEYSTORE_PASSWORD";

	static SelfSignedCertificate create() {
		String password = new Base64StringKeyGenerator().generateKey();
		try {
			// Readable by the owner alone, as the API promises for temporary directories.
			Path directory = Files.createTempDirectory("sample-tls");
			try {
				Path file = directory.resolve("sample.p12");
				runKeytool(file, password);
				return new SelfSignedCertificate(load(file, password), ALIAS, password);
			}
			finally {
				FileSystemUtils.deleteRecursively(directory);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Failed to make a self-signed certificate", ex);
		}
	}

	private static void runKeytool(Path file, String password) throws IOException {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		ProcessBuilder builder = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", ALIAS, "-keyalg", "EC",
				"-groupname", "secp256r1", "-validity", "90", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-ext", "ku=digitalSignature", "-ext", "eku=serverAuth", "-storetype",
				"PKCS12", "-keystore", file.toString(), "-storepass:env", PASSWORD_VARIABLE);
		// Not an argument, which other users of the machine could read.
		builder.environment().put(PASSWORD_VARIABLE, password);
		builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
		Process process = builder.start();
		try {
			Assert.state(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0,
					"keytool did not make a certificate");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for keytool", ex);
		}
		finally {
			process.destroy();
		}
	}

	private static KeyStore load(Path file, String password) throws IOException {
		try (InputStream content = Files.newInputStream(file)) {
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			keyStore.load(content, password.toCharArray());
			return keyStore;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Failed to load the self-signed certificate", ex);
		}
	}

}
