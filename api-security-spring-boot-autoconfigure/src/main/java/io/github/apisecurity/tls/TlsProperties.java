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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for TLS, beyond those of 'server.ssl' and 'spring.ssl.bundle'.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.tls")
public class TlsProperties {

	/**
	 * Protocols and cipher suites of the server. Those of 'server.ssl' and of a bundle
	 * win. Those of the Java runtime by default.
	 */
	private @Nullable TlsProfile profile;

	/**
	 * What happens to requests without TLS. By default they are rejected where the server
	 * has TLS or a trusted proxy says that there was none, and else allowed.
	 */
	private @Nullable PlainHttp plainHttp;

	/**
	 * Clients that are known by their certificate. Asks for 'server.ssl.client-auth'.
	 */
	private final List<Client> clients = new ArrayList<>();

	public @Nullable TlsProfile getProfile() {
		return this.profile;
	}

	public void setProfile(@Nullable TlsProfile profile) {
		this.profile = profile;
	}

	public @Nullable PlainHttp getPlainHttp() {
		return this.plainHttp;
	}

	public void setPlainHttp(@Nullable PlainHttp plainHttp) {
		this.plainHttp = plainHttp;
	}

	public List<Client> getClients() {
		return this.clients;
	}

	/**
	 * A client that is known by its certificate, by exactly one of its names.
	 */
	@ConfigurationPropertiesSource
	public static class Client {

		/**
		 * Distinguished name of the subject, such as 'CN=billing,O=Example'.
		 */
		private @Nullable String subject;

		/**
		 * DNS name among the alternative names of the subject.
		 */
		private @Nullable String dnsName;

		/**
		 * SPIFFE ID, the only URI among the alternative names of the subject.
		 */
		private @Nullable String spiffeId;

		/**
		 * Name of the caller. That of the certificate by default.
		 */
		private @Nullable String name;

		/**
		 * Authorities of the caller.
		 */
		private final Set<String> authorities = new LinkedHashSet<>();

		public @Nullable String getSubject() {
			return this.subject;
		}

		public void setSubject(@Nullable String subject) {
			this.subject = subject;
		}

		public @Nullable String getDnsName() {
			return this.dnsName;
		}

		public void setDnsName(@Nullable String dnsName) {
			this.dnsName = dnsName;
		}

		public @Nullable String getSpiffeId() {
			return this.spiffeId;
		}

		public void setSpiffeId(@Nullable String spiffeId) {
			this.spiffeId = spiffeId;
		}

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		public Set<String> getAuthorities() {
			return this.authorities;
		}

	}

}
