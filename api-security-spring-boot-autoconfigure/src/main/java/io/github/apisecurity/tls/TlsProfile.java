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

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.ObjectUtils;

/**
 * Protocols and cipher suites of a server, as Mozilla recommends them.
 *
 * @since 0.1.0
 * @see <a href="https://wiki.mozilla.org/Security/Server_Side_TLS">Server Side TLS,
 * version 6.0</a>
 */
public enum TlsProfile {

	/**
	 * TLS 1.3 alone.
	 */
	MODERN("TLSv1.3"),

	/**
	 * TLS 1.3, and 1.2 with forward secrecy and authenticated encryption.
	 */
	INTERMEDIATE("TLSv1.3", "TLSv1.2");

	// Those of TLS 1.2 stay unused where the protocol is not there.
	private static final Set<String> CIPHERS = new LinkedHashSet<>(
			List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
					"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
					"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
					"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));

	private final Set<String> protocols;

	TlsProfile(String... protocols) {
		this.protocols = new LinkedHashSet<>(List.of(protocols));
	}

	/**
	 * Return options with what the profile says where nothing is said.
	 * @param key the name of the property that has them, for refusals
	 * @param ciphers the cipher suites as written
	 * @param protocols the protocols as written
	 * @return the options
	 * @throws InvalidConfigurationPropertyValueException if no handshake could succeed
	 */
	SslOptions complete(String key, String @Nullable [] ciphers, String @Nullable [] protocols) {
		Set<String> suites = (ObjectUtils.isEmpty(ciphers)) ? CIPHERS : asSet(ciphers);
		Set<String> versions = (ObjectUtils.isEmpty(protocols)) ? this.protocols : asSet(protocols);
		PropertyValue.refuseIf(MODERN.protocols.containsAll(versions) && suites.stream()
			.allMatch((suite) -> suite.contains("_WITH_")), key + ".ciphers", suites, "None of them is for " + versions
					+ ", so that nobody could connect. Remove them, or set 'api-security.tls.profile' to 'intermediate'.");
		return SslOptions.of(suites, versions);
	}

	/**
	 * Return what goes beyond the profile.
	 * @param options the options
	 * @return the protocols and cipher suites that the profile does not have
	 */
	Set<String> excess(SslOptions options) {
		Set<String> excess = asSet(options.getEnabledProtocols());
		excess.removeAll(this.protocols);
		excess.addAll(asSet(options.getCiphers()));
		excess.removeAll(CIPHERS);
		return excess;
	}

	private static Set<String> asSet(String @Nullable [] values) {
		return new LinkedHashSet<>(Arrays.asList((values != null) ? values : new String[0]));
	}

}
