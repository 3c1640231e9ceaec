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

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Where the keys of {@code api-security.encryption} stand: in properties, files and key
 * stores.
 */
class KeySources {

	static final String PREFIX = "api-security.encryption.";

	private static final String FILE = "file:";

	private static final String BUNDLE = "bundle:";

	private final @Nullable String activeKey;

	private final Map<String, String> keys;

	private final List<String> locations;

	private final @Nullable SslBundles bundles;

	// Opening a key takes time: done once for each key store.
	private final Map<String, OpenedKey> opened = new HashMap<>();

	KeySources(@Nullable String activeKey, Map<String, String> keys, List<String> locations,
			@Nullable SslBundles bundles) {
		this.activeKey = activeKey;
		this.keys = keys;
		this.locations = locations;
		this.bundles = bundles;
	}

	static void checkId(String name, String id, Map<String, byte[]> keys) {
		// What is no id may be a key.
		PropertyValue.refuseIf(!keys.containsKey(id), name, Envelope.isKeyId(id) ? id : null,
				(keys.isEmpty()) ? "Set the key below 'api-security.encryption.keys'."
						: "Name one of the keys: " + new TreeSet<>(keys.keySet()) + ".");
	}

	/**
	 * Read all keys that can be read.
	 * @param keys the known keys, to which others are added
	 * @param active the id of the active key
	 * @param failures told of what cannot be used
	 * @return the id of the key that is active now
	 */
	String read(Map<String, byte[]> keys, String active,
			Consumer<InvalidConfigurationPropertyValueException> failures) {
		Set<String> gone = new TreeSet<>(keys.keySet());
		this.keys.forEach((id, value) -> {
			gone.remove(id);
			attempt(failures, () -> add(keys, id, PREFIX + "keys." + id, value));
		});
		for (int i = 0; i < this.locations.size(); i++) {
			String name = PREFIX + "key-locations[" + i + "]";
			String location = this.locations.get(i);
			attempt(failures, () -> list(name, location).forEach((id, value) -> {
				boolean seen = !gone.remove(id) && keys.containsKey(id);
				attempt(failures, () -> {
					PropertyValue.refuseIf(seen, name, value, "There is another key with this id.");
					add(keys, id, name, value);
				});
			}));
		}
		attempt(failures, () -> PropertyValue.refuseIf(!gone.isEmpty(), PREFIX + "key-locations", gone,
				"These keys are gone. Put them back, or start without them once no value needs them."));
		String[] result = { active };
		attempt(failures, () -> result[0] = active(keys));
		return result[0];
	}

	private static void attempt(Consumer<InvalidConfigurationPropertyValueException> failures, Runnable action) {
		try {
			action.run();
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			failures.accept(ex);
		}
	}

	private String active(Map<String, byte[]> keys) {
		String name = PREFIX + "active-key";
		String active = (this.activeKey != null) ? this.activeKey : "";
		active = active.startsWith(FILE) ? text(name, active) : active;
		checkId(name, active, keys);
		return active;
	}

	private void add(Map<String, byte[]> keys, String id, String name, String value) {
		String place = (value.startsWith(FILE) || value.startsWith(BUNDLE)) ? value : null;
		PropertyValue.refuseIf(!Envelope.isKeyId(id), name, place,
				"Use letters, digits and hyphens for the id of a key, 32 at most.");
		PropertyValue.refuseIf(
				keys.keySet().stream().anyMatch((other) -> other.equalsIgnoreCase(id) && !other.equals(id)), name,
				place, "Use ids that differ in more than upper and lower case, which databases may not tell apart.");
		byte[] key = value.startsWith(BUNDLE) ? open(name, value) : decode(name, value);
		PropertyValue.refuseIf(key.length != EncryptionKeys.LENGTH, name, place,
				"Use a key of 256 bits, such as what 'openssl rand -base64 32' prints; this one has " + key.length * 8
						+ ".");
		PropertyValue.refuseIf(EncryptionKeys.isWeak(key), name, place,
				"Use a random key, such as what 'openssl rand -base64 32' prints; this one can be guessed.");
		byte[] known = keys.putIfAbsent(id, key);
		PropertyValue.refuseIf(known != null && !Arrays.equals(known, key), name, place, "The key '" + id
				+ "' has become another one, with which no stored value could be read. Put it back, and give the new "
				+ "key an id of its own.");
	}

	// What is in a directory or in a key store, by id.
	private Map<String, String> list(String name, String location) {
		Map<String, String> found = new TreeMap<>();
		if (location.startsWith(BUNDLE)) {
			KeyStore keyStore = keyStore(bundle(name, location.substring(BUNDLE.length())));
			return read(name, location, (ex) -> "Use a bundle that can be read.", () -> {
				for (String alias : Collections.list(keyStore.aliases())) {
					if (keyStore.entryInstanceOf(alias, KeyStore.SecretKeyEntry.class)) {
						found.put(alias, location + ":" + alias);
					}
				}
				return found;
			});
		}
		PropertyValue.refuseIf(!location.startsWith(FILE), name, location,
				"Use 'file:' and a directory, or 'bundle:' and the name of an SSL bundle.");
		return read(name, location, (ex) -> "Use a directory that can be read.", () -> {
			try (Stream<Path> files = Files.list(path(location))) {
				files.filter((file) -> isKey(file))
					.forEach((file) -> found.put(file.getFileName().toString(), FILE + file));
			}
			return found;
		});
	}

	// Nothing hidden, such as where Kubernetes keeps the files, and not that of the
	// active key.
	private boolean isKey(Path file) {
		return Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")
				&& !(FILE + file).equals(this.activeKey);
	}

	private static Path path(String location) {
		return Path.of(location.substring(FILE.length()));
	}

	private static <T> T read(String name, @Nullable Object value, Function<Exception, String> action,
			Callable<T> reader) {
		try {
			return reader.call();
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new InvalidConfigurationPropertyValueException(name, value, action.apply(ex));
		}
	}

	private static String text(String name, String location) {
		return read(name, location, (ex) -> "Use a file that exists and can be read.",
				() -> Files.readString(path(location)).strip());
	}

	private static byte[] decode(String name, String value) {
		String text = value.startsWith(FILE) ? text(name, value) : value.strip();
		// The message of the exception quotes the key.
		return read(name, null,
				(ex) -> "Use 32 bytes in base64 or hexadecimal digits, such as what 'openssl rand -base64 32' prints.",
				() -> (text.length() == 2 * EncryptionKeys.LENGTH) ? HexFormat.of().parseHex(text)
						: Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
	}

	private SslBundle bundle(String name, String bundle) {
		SslBundles bundles = this.bundles;
		PropertyValue.refuseIf(bundles == null, name, null, "Use 'bundle:' where there are SSL bundles.");
		SslBundle found = read(name, BUNDLE + bundle, (ex) -> "Use the name of an SSL bundle.",
				() -> bundles.getBundle(bundle));
		KeyStore keyStore = read(name, null, (ex) -> "Use an SSL bundle that opens: " + ex.getMessage(),
				() -> found.getStores().getKeyStore());
		PropertyValue.refuseIf(keyStore == null, name, null, "Use an SSL bundle with a key store.");
		return found;
	}

	private static KeyStore keyStore(SslBundle bundle) {
		return Objects.requireNonNull(bundle.getStores().getKeyStore());
	}

	private byte[] open(String name, String value) {
		String[] parts = value.split(":", 3);
		PropertyValue.refuseIf(parts.length != 3, name, value, "Use 'bundle:<name>:<alias>'.");
		SslBundle bundle = bundle(name, parts[1]);
		KeyStore keyStore = keyStore(bundle);
		OpenedKey known = this.opened.get(value);
		if (known != null && known.keyStore() == keyStore) {
			return known.key();
		}
		String password = bundle.getKey().getPassword();
		if (password == null) {
			password = bundle.getStores().getKeyStorePassword();
		}
		char[] chars = (password != null) ? password.toCharArray() : null;
		Key key = read(name, value, (ex) -> "Use a key that opens with the password of the bundle: " + ex.getMessage(),
				() -> keyStore.getKey(parts[2], chars));
		PropertyValue.refuseIf(key == null || key.getEncoded() == null, name, value,
				"Use the alias of a secret key in the key store of the bundle.");
		this.opened.put(value, new OpenedKey(keyStore, key.getEncoded()));
		return key.getEncoded();
	}

	private record OpenedKey(KeyStore keyStore, byte[] key) {

	}

}
