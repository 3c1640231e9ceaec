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

package io.github.apisecurity.authentication.jwk;

import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * {@link KeyFetcher} that reads a JWK set (RFC 7517), whose location it discovers when it
 * is not given.
 *
 * @since 0.1.0
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID
 * Connect Discovery</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414.html#section-3">RFC 8414, section
 * 3</a>
 */
public final class HttpKeyFetcher implements KeyFetcher {

	private final @Nullable String issuer;

	private final KeyLocations locations;

	private final BoundedHttpClient client;

	private volatile @Nullable URI jwkSetUri;

	/**
	 * Create a new fetcher.
	 * @param issuer the issuer, {@code null} when the location is given
	 * @param jwkSetUri the location of the keys, {@code null} to discover it
	 * @param locations the locations keys may be fetched from
	 * @param client the client
	 */
	public HttpKeyFetcher(@Nullable String issuer, @Nullable URI jwkSetUri, KeyLocations locations,
			BoundedHttpClient client) {
		Assert.isTrue(issuer != null || jwkSetUri != null, "Either 'issuer' or 'jwkSetUri' is needed");
		this.issuer = issuer;
		this.jwkSetUri = jwkSetUri;
		this.locations = locations;
		this.client = client;
	}

	@Override
	public List<JWK> fetch() throws IOException {
		BoundedHttpClient.Deadline deadline = this.client.startDeadline();
		URI location = this.jwkSetUri;
		if (location == null) {
			location = discover(deadline);
			this.jwkSetUri = location;
		}
		try {
			return JWKSet.parse(this.client.get(location, deadline)).getKeys();
		}
		catch (ParseException ex) {
			throw new IOException("the answer of the provider is not a JWK set");
		}
	}

	private URI discover(BoundedHttpClient.Deadline deadline) throws IOException {
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
		URI location = KeyLocations.parse((metadata.get("jwks_uri") instanceof String text) ? text : null);
		if (location == null || !this.locations.isAllowed(location)) {
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
			throw new IOException("the metadata of the provider is not JSON");
		}
	}

}
