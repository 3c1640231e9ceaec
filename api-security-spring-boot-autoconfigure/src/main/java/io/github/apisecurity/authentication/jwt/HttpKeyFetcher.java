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

package io.github.apisecurity.authentication.jwt;

import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.BoundedHttpClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Reads a JWK set (RFC 7517), whose location it discovers when it is not given. Keys it
 * cannot use are as if they were not there (section 5).
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID
 * Connect Discovery</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414.html#section-3">RFC 8414, section
 * 3</a>
 */
class HttpKeyFetcher {

	private static final Log log = LogFactory.getLog(HttpKeyFetcher.class);

	private static final int MAX_KEYS = 100;

	private final @Nullable String issuer;

	private final Predicate<URI> allowed;

	private final BoundedHttpClient client;

	private final @Nullable URI jwkSetUri;

	/**
	 * Where the keys were.
	 */
	private volatile @Nullable URI known;

	HttpKeyFetcher(@Nullable String issuer, @Nullable URI jwkSetUri, Predicate<URI> allowed, BoundedHttpClient client) {
		Assert.isTrue(issuer != null || jwkSetUri != null, "Either 'issuer' or 'jwkSetUri' is needed");
		this.issuer = issuer;
		this.jwkSetUri = jwkSetUri;
		this.allowed = allowed;
		this.client = client;
	}

	/**
	 * Fetch the keys.
	 * @return the keys
	 * @throws IOException when the provider does not answer in time or in form; the
	 * message goes to the log
	 */
	List<VerificationKey> fetch() throws IOException {
		long deadline = this.client.startDeadline();
		if (this.jwkSetUri != null) {
			return fetch(this.jwkSetUri, deadline);
		}
		URI known = this.known;
		if (known == null) {
			return fetch(discover(deadline), deadline);
		}
		// Each time, since keys move; where they were will do while nobody says where
		// they are in half of the time, or they are not there.
		long half = deadline - this.client.timeout().toNanos() / 2;
		try {
			URI location = discover(half);
			if (!location.equals(known)) {
				return fetch(location, half);
			}
		}
		catch (IOException ex) {
			log.debug("The keys are looked for where they were: " + ex.getMessage());
		}
		return fetch(known, deadline);
	}

	private List<VerificationKey> fetch(URI location, long deadline) throws IOException {
		List<VerificationKey> keys = parseKeys(this.client.get(location, deadline));
		this.known = location;
		return keys;
	}

	@SuppressWarnings("unchecked")
	private static List<VerificationKey> parseKeys(String document) throws IOException {
		if (!(parse(document).get("keys") instanceof List<?> entries)) {
			throw new IOException("the answer of the provider is not a JWK set");
		}
		List<VerificationKey> keys = new ArrayList<>();
		for (Object entry : entries) {
			try {
				VerificationKey key = VerificationKey.of(JWK.parse((Map<String, Object>) entry));
				if (key != null && keys.size() < MAX_KEYS) {
					keys.add(key);
				}
			}
			catch (ParseException | RuntimeException ex) {
				log.debug("A key of the provider cannot be used: " + ex.getMessage());
			}
		}
		return keys;
	}

	private URI discover(long deadline) throws IOException {
		String issuer = this.issuer;
		Assert.state(issuer != null, "'issuer' must not be null");
		String document;
		try {
			document = this.client.get(openIdLocation(issuer), deadline);
		}
		catch (BoundedHttpClient.StatusException ex) {
			document = this.client.get(authorizationServerLocation(issuer), deadline);
		}
		Map<String, Object> metadata = parse(document);
		if (!issuer.equals(metadata.get("issuer"))) {
			throw new IOException("the provider calls itself by another name than 'issuer-uri'");
		}
		URI location = PropertyValue.uri((metadata.get("jwks_uri") instanceof String text) ? text : null);
		if (location == null || !this.allowed.test(location)) {
			throw new IOException("'jwks_uri' of the provider is not HTTPS or its host is not the one of the issuer; "
					+ "allow other hosts with 'api-security.authentication.keys.hosts'");
		}
		return location;
	}

	private static URI openIdLocation(String issuer) {
		String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
		return URI.create(base + "/.well-known/openid-configuration");
	}

	private static URI authorizationServerLocation(String issuer) {
		URI uri = URI.create(issuer);
		String path = (uri.getRawPath() != null && !uri.getRawPath().equals("/")) ? uri.getRawPath() : "";
		return URI
			.create(uri.getScheme() + "://" + uri.getRawAuthority() + "/.well-known/oauth-authorization-server" + path);
	}

	private static Map<String, Object> parse(String document) throws IOException {
		try {
			return JSONObjectUtils.parse(document);
		}
		catch (ParseException ex) {
			throw new IOException("the answer of the provider is not JSON");
		}
	}

}
