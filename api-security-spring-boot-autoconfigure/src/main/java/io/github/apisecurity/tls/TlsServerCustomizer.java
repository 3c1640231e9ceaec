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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.config.TestSlice;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ClientAuth;
import org.springframework.boot.web.server.Ssl.ServerNameSslBundle;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Applies the profile to the TLS that a server has, once everything else has been said
 * about it, and knows what the server does without.
 */
class TlsServerCustomizer
		implements WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory>, Ordered, PostureContributor {

	private static final Log log = LogFactory.getLog(TlsServerCustomizer.class);

	private final @Nullable TlsProfile profile;

	private final @Nullable PlainHttp plainHttp;

	private final boolean clientsKnown;

	private final boolean proxiesTrusted;

	private final Environment environment;

	private final List<String> findings = new ArrayList<>();

	private @Nullable Ssl ssl;

	TlsServerCustomizer(TlsProperties properties, boolean proxiesTrusted, Environment environment) {
		this.profile = properties.getProfile();
		this.plainHttp = properties.getPlainHttp();
		this.clientsKnown = !properties.getClients().isEmpty();
		this.proxiesTrusted = proxiesTrusted;
		this.environment = environment;
	}

	@Override
	public void customize(AbstractConfigurableWebServerFactory factory) {
		Ssl ssl = factory.getSsl();
		if (Ssl.isEnabled(ssl)) {
			this.ssl = ssl;
			applyProfile(factory, "server.ssl");
		}
		else {
			checkPlain(factory.getAddress());
		}
		ClientAuth mode = (this.ssl != null) ? this.ssl.getClientAuth() : null;
		PropertyValue.refuseIf(this.clientsKnown && !asksClients(mode), "server.ssl.client-auth", mode,
				"Clients of 'api-security.tls.clients' are known by certificates that the server does not ask for. Set "
						+ "it to 'need', or to 'want' where others have no certificate.");
		checkTrust(factory, "server.ssl");
		if (factory instanceof ConfigurableServletWebServerFactory servletFactory && isPlainRefused()) {
			Cookie cookie = servletFactory.getSettings().getSession().getCookie();
			cookie.setSecure((cookie.getSecure() != null) ? cookie.getSecure() : true);
		}
	}

	/**
	 * Apply the profile to the TLS of a server, where it has any.
	 * @param factory the server
	 * @param key the name of the properties that say so
	 */
	void applyProfile(AbstractConfigurableWebServerFactory factory, String key) {
		TlsProfile profile = this.profile;
		Ssl ssl = factory.getSsl();
		if (profile == null || !Ssl.isEnabled(ssl)) {
			return;
		}
		String bundle = ssl.getBundle();
		if (bundle == null || bundle.isBlank()) {
			SslOptions options = profile.complete(key, ssl.getCiphers(), ssl.getEnabledProtocols());
			ssl.setCiphers(options.getCiphers());
			ssl.setEnabledProtocols(options.getEnabledProtocols());
			checkStrength(key, profile.excess(options));
		}
		else if (ssl.getCiphers() != null || ssl.getEnabledProtocols() != null) {
			tell("'" + key + ".ciphers' and '" + key + ".enabled-protocols' have no effect beside '" + key
					+ ".bundle'. Set the options of the bundle '" + bundle + "' instead.");
		}
		SslBundles bundles = factory.getSslBundles();
		if (bundles != null) {
			ProfiledSslBundles profiled = new ProfiledSslBundles(bundles, profile);
			factory.setSslBundles(profiled);
			Stream
				.concat(Stream.ofNullable(bundle), ssl.getServerNameBundles().stream().map(ServerNameSslBundle::bundle))
				.filter((name) -> !name.isBlank())
				.distinct()
				.forEach((name) -> checkStrength("the bundle '" + name + "'",
						profile.excess(profiled.getBundle(name).getOptions())));
		}
	}

	private void checkStrength(String place, Set<String> excess) {
		if (!excess.isEmpty()) {
			tell("TLS is weaker than 'api-security.tls.profile': " + place + " has " + excess
					+ " too. Remove them there.");
		}
	}

	private void checkPlain(@Nullable InetAddress address) {
		boolean local = (address != null && address.isLoopbackAddress()) || TestSlice.isTest(this.environment);
		if (this.profile != null && this.plainHttp == null && !this.proxiesTrusted) {
			tell("'api-security.tls.profile' has no effect, since the server has no TLS. Set 'server.ssl.bundle' or the "
					+ "other keys of 'server.ssl'.");
		}
		else if (isRefusedAlways() && !isBehindProxy()) {
			tell("'api-security.tls.plain-http' refuses every request, since the server has no TLS and no proxy is trusted "
					+ "to say that it had. Set 'server.ssl' or 'api-security.network.trusted-proxies'.");
		}
		else if (this.plainHttp == PlainHttp.ALLOW) {
			this.findings.add("plain HTTP is allowed");
		}
		else if (!local && !isBehindProxy()) {
			tell("Tokens and data are readable on the network: the server has no TLS and no proxy is trusted to end it. Set "
					+ "'server.ssl.bundle', 'api-security.network.trusted-proxies', or 'api-security.tls.plain-http' to "
					+ "'allow' where something else encrypts.");
		}
	}

	private boolean isBehindProxy() {
		CloudPlatform platform = CloudPlatform.getActive(this.environment);
		String strategy = this.environment.getProperty("server.forward-headers-strategy",
				(platform != null && platform.isUsingForwardHeaders()) ? "native" : "none");
		// The filter of Spring believes everybody, which is not enough to refuse others.
		return this.proxiesTrusted || strategy.equalsIgnoreCase("native")
				|| (strategy.equalsIgnoreCase("framework") && !isRefusedAlways());
	}

	/**
	 * Refuse a server that asks clients for certificates which anybody can have made.
	 * @param factory the server
	 * @param key the name of the properties that say so
	 */
	void checkTrust(AbstractConfigurableWebServerFactory factory, String key) {
		Ssl ssl = factory.getSsl();
		SslBundles bundles = factory.getSslBundles();
		if (this.clientsKnown && Ssl.isEnabled(ssl) && asksClients(ssl.getClientAuth())) {
			checkTrust(WebServerSslBundle.get(ssl, bundles), key + ".client-auth", ssl.getClientAuth());
			for (ServerNameSslBundle name : ssl.getServerNameBundles()) {
				if (bundles != null) {
					checkTrust(bundles.getBundle(name.bundle()), key + ".server-name-bundles", name.bundle());
				}
			}
		}
	}

	private static boolean asksClients(@Nullable ClientAuth mode) {
		return mode != null && mode != ClientAuth.NONE;
	}

	private static void checkTrust(SslBundle bundle, String key, @Nullable Object value) {
		PropertyValue.refuseIf(bundle.getStores().getTrustStore() == null, key, value,
				"Without a trust store every public certificate authority could make certificates of your clients. Set the "
						+ "trust store of the bundle, or 'trust-certificate' beside it, to the authority of your clients.");
	}

	private void tell(String finding) {
		this.findings.add(finding);
		log.warn(finding);
	}

	private boolean isRefusedAlways() {
		return this.plainHttp != null && this.plainHttp != PlainHttp.ALLOW;
	}

	/**
	 * Return whether a request without TLS is refused when no proxy says anything.
	 * @return whether it is
	 */
	boolean isPlainRefused() {
		return isRefusedAlways() || (this.ssl != null && this.plainHttp == null);
	}

	/**
	 * Return the port of HTTPS.
	 * @return the port this server listens on, or the usual one when a proxy ends TLS
	 */
	int httpsPort() {
		return (this.ssl != null) ? this.environment.getProperty("local.server.port", Integer.class, 443) : 443;
	}

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("tls",
				Map.of("server", (this.ssl != null) ? "tls" : "plain", "profile",
						(this.profile != null) ? this.profile : "none", "plain-http",
						(this.plainHttp != null) ? this.plainHttp : "default", "findings", List.copyOf(this.findings)));
	}

	// Spring Boot and the application have said all they have to say.
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

}
