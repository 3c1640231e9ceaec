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

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.security.auth.x500.X500Principal;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.ReservedAuthorities;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/**
 * The clients that are known by a name in their certificate. What the certificate is
 * worth, the server has decided with its trust store.
 */
final class ClientCertificates {

	private static final int DNS_NAME = 2;

	private static final int URI = 6;

	// RFC 6125 has wildcards for servers; a client is one.
	private static final Pattern DNS = Pattern.compile("(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9-]{1,63}");

	private static final Pattern SPIFFE = Pattern.compile("spiffe://[a-z0-9._-]{1,255}(?:/[A-Za-z0-9._-]+)*");

	private final Map<Object, Client> clients;

	private ClientCertificates(Map<Object, Client> clients) {
		this.clients = Map.copyOf(clients);
	}

	static ClientCertificates of(List<TlsProperties.Client> properties) {
		Map<Object, Client> clients = new HashMap<>();
		for (int i = 0; i < properties.size(); i++) {
			String key = "api-security.tls.clients[" + i + "]";
			TlsProperties.Client client = properties.get(i);
			List<String> names = Stream.of(client.getSubject(), client.getDnsName(), client.getSpiffeId())
				.filter(Objects::nonNull)
				.toList();
			PropertyValue.refuseIf(names.size() != 1, key, names,
					"A client is known by one name: set one of 'subject', 'dns-name' and 'spiffe-id'.");
			ReservedAuthorities.refuse(key + ".authorities", client.getAuthorities());
			String name = (client.getName() != null) ? client.getName() : names.get(0);
			Client before = clients.put(identity(key, client), new Client(name, client.getAuthorities()));
			PropertyValue.refuseIf(before != null, key, names, "Another client has the same name. Remove one of them.");
		}
		return new ClientCertificates(clients);
	}

	private static Object identity(String key, TlsProperties.Client client) {
		if (client.getSubject() != null) {
			return subject(key + ".subject", client.getSubject());
		}
		if (client.getDnsName() != null) {
			String name = client.getDnsName().toLowerCase(Locale.ROOT);
			PropertyValue.refuseIf(!DNS.matcher(name).matches(), key + ".dns-name", name,
					"Use the whole DNS name of one client, such as 'batch.example.com', without wildcard.");
			return new AlternativeName(DNS_NAME, name);
		}
		String id = String.valueOf(client.getSpiffeId());
		PropertyValue.refuseIf(!SPIFFE.matcher(id).matches(), key + ".spiffe-id", id,
				"Use the whole SPIFFE ID of one workload, such as 'spiffe://example.org/ns/prod/sa/billing'.");
		return new AlternativeName(URI, id);
	}

	private static X500Principal subject(String key, String subject) {
		X500Principal principal = null;
		try {
			principal = new X500Principal(subject);
		}
		catch (IllegalArgumentException ex) {
			// Answered below.
		}
		PropertyValue.refuseIf(principal == null || principal.getName().isEmpty(), key, subject,
				"Use a distinguished name, such as 'CN=billing,O=Example'.");
		return principal;
	}

	/**
	 * Return who has a certificate.
	 * @param certificate the certificate
	 * @return the caller, {@code null} when nobody or more than one is known by it
	 */
	@Nullable PreAuthenticatedAuthenticationToken find(X509Certificate certificate) {
		List<Client> found = identities(certificate).stream()
			.distinct()
			.map(this.clients::get)
			.filter(Objects::nonNull)
			.toList();
		if (found.size() != 1) {
			return null;
		}
		Client client = found.get(0);
		List<GrantedAuthority> authorities = new ArrayList<>(AuthorityUtils.createAuthorityList(client.authorities()));
		authorities.add(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.X509_AUTHORITY));
		return new PreAuthenticatedAuthenticationToken(client.name(), certificate, authorities);
	}

	private static List<Object> identities(X509Certificate certificate) {
		List<Object> identities = new ArrayList<>(List.of(certificate.getSubjectX500Principal()));
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			for (List<?> name : (names != null) ? names : List.<List<?>>of()) {
				int type = (Integer) name.get(0);
				if (type == DNS_NAME || type == URI) {
					String value = (String) name.get(1);
					identities
						.add(new AlternativeName(type, (type == DNS_NAME) ? value.toLowerCase(Locale.ROOT) : value));
				}
			}
		}
		catch (CertificateParsingException ex) {
			// Names that cannot be read name nobody.
			return List.of();
		}
		// A workload has one SPIFFE ID (X509-SVID, section 2).
		boolean severalUris = identities.stream()
			.filter((identity) -> identity instanceof AlternativeName name && name.type() == URI)
			.count() > 1;
		return (severalUris) ? List.of() : identities;
	}

	private record AlternativeName(int type, String value) {

	}

	private record Client(String name, Set<String> authorities) {

	}

}
