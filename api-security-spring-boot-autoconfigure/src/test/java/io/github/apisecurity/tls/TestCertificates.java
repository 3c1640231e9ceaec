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

package io.github.apisecurity.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of an authority that is made for a test.
 */
final class TestCertificates {

	private static final String PASSWORD = "changeit";

	private final Path directory;

	private final Path store;

	private KeyStore loaded;

	TestCertificates(Path directory) {
		this.directory = directory;
		this.store = directory.resolve("all.p12");
		keytool("ca", "CN=Test CA", "-ext", "bc:c");
	}

	/**
	 * Make a certificate.
	 * @param alias its name here
	 * @param subject the distinguished name
	 * @param alternativeNames the alternative names, such as {@code dns:localhost}
	 * @return this
	 */
	TestCertificates issue(String alias, String subject, String alternativeNames) {
		keytool(alias, subject, "-signer", "ca", "-ext", "san=" + alternativeNames);
		return this;
	}

	private void keytool(String alias, String subject, String... more) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
						alias, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", subject, "-validity", "2",
						"-storetype", "PKCS12", "-keystore", this.store.toString(), "-storepass", PASSWORD));
		command.addAll(List.of(more));
		try {
			Process keytool = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(Redirect.DISCARD)
				.start();
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException("keytool failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	X509Certificate certificate(String alias) {
		try {
			return (X509Certificate) load().getCertificate(alias);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	Path certificateFile(String alias) {
		try {
			return pem(alias + ".crt", "CERTIFICATE", certificate(alias).getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	Path keyFile(String alias) {
		try {
			return pem(alias + ".key", "PRIVATE KEY", load().getKey(alias, PASSWORD.toCharArray()).getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Path pem(String file, String type, byte[] content) {
		try {
			return Files.writeString(this.directory.resolve(file), "-----BEGIN " + type + "-----\n"
					+ Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type + "-----\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the TLS of a client that trusts the authority.
	 * @param alias the certificate of the client, none when empty
	 * @return the context
	 */
	SSLContext client(String alias) {
		try {
			KeyStore trust = KeyStore.getInstance("PKCS12");
			trust.load(null);
			trust.setCertificateEntry("ca", certificate("ca"));
			TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trusts.init(trust);
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(null);
			if (!alias.isEmpty()) {
				keys.setKeyEntry(alias, load().getKey(alias, PASSWORD.toCharArray()), PASSWORD.toCharArray(),
						load().getCertificateChain(alias));
			}
			KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			managers.init(keys, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(managers.getKeyManagers(), trusts.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KeyStore load() {
		if (this.loaded == null) {
			this.loaded = read();
		}
		return this.loaded;
	}

	private KeyStore read() {
		try (InputStream input = Files.newInputStream(this.store)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(input, PASSWORD.toCharArray());
			return keys;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
