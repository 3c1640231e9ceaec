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

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

/**
 * The URIs of a request that a proof of possession may name: those that are configured,
 * since the {@code Host} header is what the caller has written.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449.html#section-4.3">RFC 9449,
 * section 4.3</a>
 */
class ProofTargets {

	private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

	private final List<String> bases;

	ProofTargets(Collection<URI> bases) {
		String name = "api-security.authentication.dpop-base-uri";
		PropertyValue.refuseIf(bases.isEmpty(), name, null, "Proofs name the URI of the request. Set it to what"
				+ " clients see, such as 'https://api.example.com': the Host header is whatever a caller writes.");
		bases.forEach((base) -> PropertyValue.refuseIf(normalize(base.toString()) == null, name, base,
				"Use a URI without user, query and fragment, such as 'https://api.example.com'."));
		this.bases = bases.stream().map((base) -> base.toString().replaceAll("/+$", "")).toList();
	}

	/**
	 * Return what Spring Security compares the claim with, letter by letter.
	 * @param named the claim {@code htu} or {@code null}
	 * @param path the path of the request, as it was sent
	 * @return the claim when it is one of the URIs of the request, whatever its spelling
	 */
	String find(@Nullable Object named, String path) {
		if (named instanceof String text) {
			String normalized = normalize(text);
			if (normalized != null
					&& this.bases.stream().anyMatch((base) -> normalized.equals(normalize(base + path)))) {
				return text;
			}
		}
		return this.bases.get(0) + path;
	}

	/**
	 * Return the one spelling of a URI (RFC 3986, sections 6.2.2 and 6.2.3).
	 * @param text the URI
	 * @return the URI or {@code null} when it is none of an API
	 */
	private static @Nullable String normalize(String text) {
		URI uri = PropertyValue.uri(text);
		if (uri == null || uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null
				|| uri.getRawQuery() != null || uri.getRawFragment() != null) {
			return null;
		}
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		int port = uri.getPort();
		boolean defaultPort = port == -1 || port == (scheme.equals("https") ? 443 : 80);
		String path = ENCODED.matcher(uri.getRawPath())
			.replaceAll((match) -> decode(Integer.parseInt(match.group(1), 16)));
		return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (defaultPort ? "" : ":" + port)
				+ (path.isEmpty() ? "/" : path);
	}

	// Only what need not have been encoded means the same without.
	private static String decode(int character) {
		boolean unreserved = character < 128
				&& (Character.isLetterOrDigit(character) || "-._~".indexOf(character) != -1);
		return unreserved ? Character.toString(character) : String.format(Locale.ROOT, "%%%02X", character);
	}

}
