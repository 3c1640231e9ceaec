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

package io.github.apisecurity.authentication.apikey;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.SecretKey;

import io.github.apisecurity.audit.Hmac;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.ReservedAuthorities;
import io.github.apisecurity.network.IpRange;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/**
 * Reads the configuration of API keys and fails on what would not work.
 */
final class ApiKeySettings {

	private static final String PREFIX = "api-security.authentication.api-keys";

	private static final int MIN_PEPPER_BYTES = 32;

	private ApiKeySettings() {
	}

	static ApiKeyFormat format(ApiKeyProperties properties) {
		return new ApiKeyFormat(requirePart("prefix", properties.getPrefix()),
				requirePart("environment", properties.getEnvironment()));
	}

	private static String requirePart(String name, String value) {
		PropertyValue.refuseIf(!value.matches("[a-z0-9]{2,16}"), PREFIX + "." + name, value,
				"Use 2 to 16 lower case letters and digits.");
		return value;
	}

	static ApiKeyPlacement placement(ApiKeyProperties properties, ApiKeyFormat format) {
		String header = properties.getHeaderName();
		PropertyValue.refuseIf(!header.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), PREFIX + ".header-name", header,
				"Use the name of a header, such as 'X-API-Key'.");
		PropertyValue.refuseIf(HttpHeaders.AUTHORIZATION.equalsIgnoreCase(header), PREFIX + ".header-name", header,
				"It carries access tokens as well. 'Authorization: ApiKey' is understood without it: remove the key.");
		return new ApiKeyPlacement(header, format);
	}

	static ApiKeyHasher hasher(ApiKeyProperties properties) {
		Map<String, SecretKey> peppers = new LinkedHashMap<>();
		properties.getPeppers().forEach((version, pepper) -> peppers.put(version, pepper(version, pepper)));
		PropertyValue.refuseIf(peppers.isEmpty(), PREFIX + ".peppers", null,
				"Set a pepper such as '" + PREFIX + ".peppers.v1' to the Base64 of 32 random bytes, from the"
						+ " environment or a vault: 'openssl rand -base64 32' prints one.");
		String current = properties.getCurrentPepper();
		if (current == null && peppers.size() == 1) {
			current = peppers.keySet().iterator().next();
		}
		PropertyValue.refuseIf(current == null || !peppers.containsKey(current), PREFIX + ".current-pepper", current,
				"Name the pepper of new hashes, one of " + peppers.keySet() + ".");
		return new ApiKeyHasher(peppers, current);
	}

	private static SecretKey pepper(String version, String pepper) {
		byte[] content = PropertyValue.secret(pepper);
		PropertyValue.refuseIf(content.length < MIN_PEPPER_BYTES || version.contains(":"),
				PREFIX + ".peppers." + version, null,
				"Use the Base64 of at least 32 random bytes: 'openssl rand -base64 32' prints them.");
		return Hmac.key(content);
	}

	static Map<String, ApiKey> keys(ApiKeyProperties properties) {
		Map<String, ApiKey> keys = new HashMap<>();
		properties.getKeys().forEach((id, key) -> keys.put(id, key(id, key)));
		return Map.copyOf(keys);
	}

	private static ApiKey key(String id, ApiKeyProperties.Key key) {
		String property = PREFIX + ".keys." + id;
		key.getNetworks().forEach((network) -> IpRange.parse(property + ".networks", network));
		ReservedAuthorities.refuse(property + ".authorities", key.getAuthorities());
		String hash = require(property + ".hash", key.getHash(), "Set it to the line that ApiKeyGenerator prints.");
		PropertyValue.refuseIf(!hash.matches("[^:]+:[0-9a-f]{64}"), property + ".hash", null,
				"Use the line that ApiKeyGenerator prints, never the key itself.");
		return new ApiKey(id, require(property + ".owner", key.getOwner(), "Name who owns the key."), hash,
				key.getAuthorities(), key.getNotBefore(), key.getExpiresAt(), key.isRevoked() ? Instant.EPOCH : null,
				key.getNetworks(), key.getRateTier(), null, null);
	}

	private static String require(String property, @Nullable String value, String mend) {
		PropertyValue.refuseIf(!StringUtils.hasText(value), property, value, mend);
		return value;
	}

}
