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
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.apisecurity.config.PropertyValue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * {@link KeyProvider} of {@code api-security.encryption}. Which key is active may stand
 * in a file, which is read again: keys do not change.
 */
class ConfiguredKeys implements KeyProvider {

	static final String PREFIX = "api-security.encryption.";

	private static final String FILE = "file:";

	private static final long INTERVAL_NANOS = 5_000_000_000L;

	private static final Log logger = LogFactory.getLog(ConfiguredKeys.class);

	private final @Nullable Path activeFile;

	private final LongSupplier nanoTime;

	private volatile EncryptionKeys keys;

	private volatile long checked;

	ConfiguredKeys(@Nullable String activeKey, Map<String, String> keys, @Nullable String indexKey,
			Supplier<@Nullable SslBundles> bundles, LongSupplier nanoTime) {
		String action = "Name one of the keys in '" + PREFIX + "keys': " + keys.keySet() + ".";
		PropertyValue.refuseIf(activeKey == null || activeKey.isBlank(), PREFIX + "active-key", activeKey, action);
		Map<String, byte[]> material = new LinkedHashMap<>();
		keys.forEach((id, value) -> {
			String name = PREFIX + "keys." + id;
			PropertyValue.refuseIf(!Envelope.isKeyId(id), name, null,
					"Use letters, digits and hyphens for the id of a key, 32 at most.");
			material.put(id, material(name, value, bundles));
		});
		this.activeFile = activeKey.startsWith(FILE) ? Path.of(activeKey.substring(FILE.length())) : null;
		String active = (this.activeFile != null) ? read(PREFIX + "active-key", this.activeFile) : activeKey;
		PropertyValue.refuseIf(!material.containsKey(active), PREFIX + "active-key", active, action);
		PropertyValue.refuseIf(indexKey != null && !material.containsKey(indexKey), PREFIX + "index-key", indexKey,
				action);
		if (indexKey == null && material.size() == 1) {
			indexKey = active;
		}
		this.keys = new EncryptionKeys(active, material, indexKey);
		this.nanoTime = nanoTime;
		this.checked = nanoTime.getAsLong();
	}

	@Override
	public EncryptionKeys keys() {
		Path file = this.activeFile;
		if (file != null) {
			long now = this.nanoTime.getAsLong();
			if (now - this.checked >= INTERVAL_NANOS) {
				this.checked = now;
				refresh(file);
			}
		}
		return this.keys;
	}

	private synchronized void refresh(Path file) {
		EncryptionKeys known = this.keys;
		try {
			String active = Files.readString(file).strip();
			if (active.equals(known.active())) {
				return;
			}
			if (known.keys().containsKey(active)) {
				this.keys = new EncryptionKeys(active, known.keys(), known.index());
				logger.info("Values are encrypted with key '" + active + "' from now on");
				return;
			}
			logger.warn("The file of the active key names none of the keys; '" + known.active() + "' stays active");
		}
		catch (IOException ex) {
			logger.warn("The file of the active key cannot be read; '" + known.active() + "' stays active", ex);
		}
	}

	private static byte[] material(String name, String value, Supplier<@Nullable SslBundles> bundles) {
		byte[] key = value.startsWith("bundle:") ? fromBundle(name, value.split(":", 3), bundles.get()) : decode(name,
				value.startsWith(FILE) ? read(name, Path.of(value.substring(FILE.length()))) : value.strip());
		PropertyValue.refuseIf(key.length != EncryptionKeys.LENGTH, name, null,
				"Use a key of 256 bits, such as what 'openssl rand -base64 32' prints; this one has " + key.length * 8
						+ ".");
		PropertyValue.refuseIf(EncryptionKeys.isWeak(key), name, null,
				"Use a random key, such as what 'openssl rand -base64 32' prints; this one can be guessed.");
		return key;
	}

	private static String read(String name, Path file) {
		try {
			return Files.readString(file).strip();
		}
		catch (IOException ex) {
			PropertyValue.refuseIf(true, name, FILE + file, "Use a file that exists and can be read.");
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] decode(String name, String text) {
		try {
			return (text.length() == 2 * EncryptionKeys.LENGTH) ? HexFormat.of().parseHex(text)
					: Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
		}
		catch (IllegalArgumentException ex) {
			// Its message quotes the key.
			PropertyValue.refuseIf(true, name, null,
					"Use 32 bytes in base64 or hexadecimal digits, such as what 'openssl rand -base64 32' prints.");
			throw new IllegalStateException();
		}
	}

	private static byte[] fromBundle(String name, String[] parts, @Nullable SslBundles bundles) {
		try {
			PropertyValue.refuseIf(parts.length != 3 || bundles == null, name, null, "Use 'bundle:<name>:<alias>'.");
			SslBundle bundle = bundles.getBundle(parts[1]);
			KeyStore keyStore = bundle.getStores().getKeyStore();
			String password = bundle.getKey().getPassword();
			if (password == null) {
				password = bundle.getStores().getKeyStorePassword();
			}
			Key key = (keyStore != null) ? keyStore.getKey(parts[2], (password != null) ? password.toCharArray() : null)
					: null;
			PropertyValue.refuseIf(key == null || key.getEncoded() == null, name, null,
					"Use the alias of a secret key in the key store of the bundle.");
			return key.getEncoded();
		}
		catch (NoSuchSslBundleException | GeneralSecurityException ex) {
			PropertyValue.refuseIf(true, name, null, "Use an SSL bundle that opens: " + ex.getMessage());
			throw new IllegalStateException(ex);
		}
	}

}
