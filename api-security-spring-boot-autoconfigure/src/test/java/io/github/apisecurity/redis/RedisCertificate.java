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

package io.github.apisecurity.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.UUID;

/**
 * Certificate of a server on {@code localhost} that lasts for a day.
 *
 * @param certificate the file with the certificate, in PEM
 * @param key the file with the private key, in PEM
 */
public record RedisCertificate(Path certificate, Path key) {

	/**
	 * Make a certificate with the tool of the JDK.
	 * @param directory where the files go
	 * @return the certificate
	 */
	public static RedisCertificate create(Path directory) {
		String password = UUID.randomUUID().toString();
		Path store = directory.resolve("server.p12");
		try {
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
					"SAN=DNS:localhost", "-validity", "1", "-storetype", "PKCS12", "-keystore", store.toString(),
					"-storepass", password)
				.redirectErrorStream(true)
				.redirectOutput(Redirect.DISCARD)
				.start();
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException("keytool failed");
			}
			KeyStore keys = KeyStore.getInstance("PKCS12");
			try (InputStream input = Files.newInputStream(store)) {
				keys.load(input, password.toCharArray());
			}
			return new RedisCertificate(
					write(directory.resolve("server.crt"), "CERTIFICATE", keys.getCertificate("server").getEncoded()),
					write(directory.resolve("server.key"), "PRIVATE KEY",
							keys.getKey("server", password.toCharArray()).getEncoded()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path write(Path file, String type, byte[] content) throws IOException {
		return Files.writeString(file, "-----BEGIN " + type + "-----\n"
				+ Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type + "-----\n");
	}

}
