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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.application.SslHealthIndicator;
import org.springframework.boot.health.autoconfigure.application.SslHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ClientAuth;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link TlsAutoConfiguration}.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class TlsAutoConfigurationTests {

	private static final String CLIENT = "api-security.tls.clients[0].";

	private String[] certificate = {};

	private String[] bundle = {};

	private String trust = "";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
				TlsAutoConfiguration.class, SslAutoConfiguration.class, SslHealthContributorAutoConfiguration.class))
		.withUserConfiguration(ServerConfiguration.class);

	@BeforeAll
	void certificates(@TempDir Path directory) {
		TestCertificates certificates = new TestCertificates(directory).issue("server", "CN=localhost",
				"dns:localhost");
		String file = "file:" + certificates.certificateFile("server");
		String key = "file:" + certificates.keyFile("server");
		this.certificate = new String[] { "server.ssl.certificate=" + file,
				"server.ssl.certificate-private-key=" + key };
		this.bundle = new String[] { "server.ssl.bundle=web", "spring.ssl.bundle.pem.web.keystore.certificate=" + file,
				"spring.ssl.bundle.pem.web.keystore.private-key=" + key };
		this.trust = "server.ssl.trust-certificate=file:" + certificates.certificateFile("ca");
	}

	@Test
	void whenNothingIsSaidThereIsNoFilter() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(TlsServerCustomizer.class)
			.doesNotHaveBean("apiSecurityPlainHttpFilter")
			.doesNotHaveBean("apiSecurityClientCertificateChainCustomizer")
			.doesNotHaveBean("apiSecurityServerSslBundleRegistrar"));
	}

	@Test
	void whenDisabledBacksOff() {
		this.contextRunner.withPropertyValues("api-security.tls.enabled=false", "api-security.tls.profile=modern")
			.run((context) -> assertThat(context).doesNotHaveBean(TlsServerCustomizer.class));
	}

	@Test
	void whenThereIsNoEmbeddedServerBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(AbstractConfigurableWebServerFactory.class))
			.run((context) -> assertThat(context).doesNotHaveBean("apiSecurityTlsServerCustomizer"));
	}

	@ParameterizedTest
	@CsvSource({ "modern,TLSv1.3", "intermediate,'TLSv1.3,TLSv1.2'" })
	void whenProfileIsSetServerHasItsProtocols(String profile, String protocols) {
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues("api-security.tls.profile=" + profile)
			.run((context) -> {
				TomcatServletWebServerFactory factory = factory(context, null);
				assertThat(factory.getSsl().getEnabledProtocols()).containsExactly(protocols.split(","));
				assertThat(factory.getSsl().getCiphers()).hasSize(9).noneMatch((cipher) -> cipher.contains("CBC"));
				assertThat(findings(context)).isEmpty();
			});
	}

	@Test
	void whenProfileIsSetBundleHasItsOptions() {
		this.contextRunner.withPropertyValues(this.bundle)
			.withPropertyValues("api-security.tls.profile=modern")
			.run((context) -> assertThat(
					factory(context, null).getSslBundles().getBundle("web").getOptions().getEnabledProtocols())
				.containsExactly("TLSv1.3"));
	}

	@Test
	void whenNoProfileIsSetServerIsLeftAlone() {
		this.contextRunner.withPropertyValues(this.certificate)
			.run((context) -> assertThat(factory(context, null).getSsl().getCiphers()).isNull());
	}

	@Test
	void whenServerSaysMoreThanTheProfileItIsKeptAndTold(CapturedOutput output) {
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues("api-security.tls.profile=intermediate", "server.ssl.enabled-protocols=TLSv1.2,TLSv1.1")
			.run((context) -> {
				assertThat(factory(context, null).getSsl().getEnabledProtocols()).containsExactly("TLSv1.2", "TLSv1.1");
				assertThat(output).containsOnlyOnce("TLS is weaker than 'api-security.tls.profile'");
				assertThat(findings(context)).singleElement().asString().contains("TLSv1.1");
			});
	}

	@Test
	void whenBundleSaysMoreThanTheProfileItIsKeptAndTold() {
		this.contextRunner.withPropertyValues(this.bundle)
			.withPropertyValues("api-security.tls.profile=modern",
					"spring.ssl.bundle.pem.web.options.enabled-protocols=TLSv1.2")
			.run((context) -> {
				assertThat(factory(context, null).getSslBundles().getBundle("web").getOptions().getEnabledProtocols())
					.containsExactly("TLSv1.2");
				assertThat(findings(context)).singleElement().asString().contains("bundle 'web'", "TLSv1.2");
			});
	}

	@Test
	void whenServerOptionsStandBesideBundleTheyAreSaidToHaveNoEffect() {
		this.contextRunner.withPropertyValues(this.bundle)
			.withPropertyValues("api-security.tls.profile=modern", "server.ssl.enabled-protocols=TLSv1.2")
			.run((context) -> {
				factory(context, null);
				assertThat(findings(context)).singleElement().asString().contains("have no effect beside");
			});
	}

	@Test
	void whenNothingIsLeftToAgreeOnStops() {
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues("api-security.tls.profile=modern",
					"server.ssl.ciphers=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
			.run((context) -> assertThatException().isThrownBy(() -> factory(context, null))
				.withMessageContaining("server.ssl.ciphers"));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-,-,Tokens and data are readable", "-,127.0.0.1,-", "-,::1,-", "-,0.0.0.0,Tokens and data",
					"api-security.network.trusted-proxies=10.0.0.1,-,-", "server.forward-headers-strategy=native,-,-",
					"server.forward-headers-strategy=framework,-,-", "spring.main.cloud-platform=kubernetes,-,-",
					"api-security.tls.plain-http=allow,-,plain HTTP is allowed",
					"api-security.tls.plain-http=reject,127.0.0.1,refuses every request",
					"api-security.tls.profile=modern,127.0.0.1,has no effect" })
	void whenServerHasNoTlsSaysSoBeyondLoopback(@Nullable String property, @Nullable String address,
			@Nullable String finding) {
		this.contextRunner.withPropertyValues((property != null) ? property : "a=b").run((context) -> {
			factory(context, address);
			if (finding == null) {
				assertThat(findings(context)).isEmpty();
			}
			else {
				assertThat(findings(context)).singleElement().asString().contains(finding);
			}
		});
	}

	@Test
	void whenFrameworkBelievesEverybodyAndPlainHttpIsRejectedSaysThatNobodyIsServed() {
		this.contextRunner
			.withPropertyValues("server.forward-headers-strategy=framework", "api-security.tls.plain-http=reject")
			.run((context) -> {
				factory(context, null);
				assertThat(findings(context)).singleElement().asString().contains("refuses every request");
			});
	}

	@Test
	void whenServerHasTlsSessionCookieIsSecureUnlessSaidOtherwise() {
		this.contextRunner.withPropertyValues(this.certificate).run((context) -> {
			TomcatServletWebServerFactory factory = factory(context, null);
			assertThat(factory.getSettings().getSession().getCookie().getSecure()).isTrue();
			factory.getSettings().getSession().getCookie().setSecure(false);
			context.getBean(TlsServerCustomizer.class).customize(factory);
			assertThat(factory.getSettings().getSession().getCookie().getSecure()).isFalse();
		});
	}

	@Test
	void whenServerHasCertificateWithoutBundleHealthKnowsIt() {
		this.contextRunner.withPropertyValues(this.certificate).run((context) -> {
			assertThat(context.getBean(SslBundles.class).getBundleNames()).containsExactly("server.ssl");
			assertThat(context.getBean(SslHealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
			assertThat(context.getBean(SslHealthIndicator.class).health().getDetails()).extractingByKey("validChains")
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.hasSize(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "server.ssl.client-auth=none" })
	void whenServerAsksForNoCertificateClientsStop(String property) {
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues(CLIENT + "dns-name=a.example", property)
			.run((context) -> assertThatException().isThrownBy(() -> factory(context, null))
				.withMessageContaining("server.ssl.client-auth"));
	}

	@Test
	void whenServerTrustsPublicAuthoritiesClientsStop() {
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues(CLIENT + "dns-name=a.example", "server.ssl.client-auth=need")
			.run((context) -> assertThatException().isThrownBy(() -> factory(context, null))
				.extracting("reason")
				.asString()
				.contains("trust store"));
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues(CLIENT + "dns-name=a.example", "server.ssl.client-auth=need", this.trust)
			.run((context) -> assertThat(factory(context, null)).isNotNull());
	}

	@Test
	void whenServerForANameTrustsPublicAuthoritiesClientsStop() {
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues(this.bundle[1], this.bundle[2])
			.withPropertyValues(CLIENT + "dns-name=a.example", "server.ssl.client-auth=need", this.trust,
					"server.ssl.server-name-bundles[0].server-name=b.example",
					"server.ssl.server-name-bundles[0].bundle=web")
			.run((context) -> assertThatException().isThrownBy(() -> factory(context, null))
				.withMessageContaining("server.ssl.server-name-bundles"));
	}

	@Test
	void whenServerForManagementTrustsPublicAuthoritiesClientsStop() {
		this.contextRunner.withPropertyValues(this.certificate)
			.withPropertyValues(CLIENT + "dns-name=a.example", "server.ssl.client-auth=need", this.trust)
			.run((context) -> {
				TomcatServletWebServerFactory management = new TomcatServletWebServerFactory();
				Ssl ssl = new Ssl();
				ssl.setCertificate(this.certificate[0].split("=", 2)[1]);
				ssl.setCertificatePrivateKey(this.certificate[1].split("=", 2)[1]);
				ssl.setClientAuth(ClientAuth.WANT);
				management.setSsl(ssl);
				WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory> customizer = new TlsManagementContextConfiguration()
					.apiSecurityManagementTlsCustomizer(context.getBean(TlsServerCustomizer.class));
				assertThatException().isThrownBy(() -> customizer.customize(management))
					.withMessageContaining("management.server.ssl.client-auth");
				ssl.setClientAuth(ClientAuth.NONE);
				customizer.customize(management);
			});
	}

	@ParameterizedTest
	@CsvSource({ "name=x,clients[0]", "dns-name=*.example.com,dns-name", "dns-name=a b,dns-name",
			"spiffe-id=https://example.org/a,spiffe-id", "spiffe-id=spiffe://example.org/a?b,spiffe-id",
			"spiffe-id=spiffe://example.org/*,spiffe-id", "subject=billing,subject", "subject=,subject",
			"authorities=FACTOR_X509,authorities" })
	void whenClientIsNoneStops(String property, String key) {
		this.contextRunner
			.withPropertyValues(CLIENT + property, key.equals("authorities") ? CLIENT + "dns-name=a.example" : "a=b")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(key));
	}

	@Test
	void whenTwoClientsHaveTheSameNameStops() {
		this.contextRunner
			.withPropertyValues(CLIENT + "subject=CN=a,O=b", "api-security.tls.clients[1].subject=cn=a, o=b")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("clients[1]"));
	}

	private static TomcatServletWebServerFactory factory(ApplicationContext context, @Nullable String address)
			throws Exception {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		factory.setSsl(context.getBean(ServerProperties.class).getSsl());
		factory.setSslBundles(context.getBean(SslBundles.class));
		factory.setAddress((address != null) ? InetAddress.getByName(address) : null);
		context.getBean(TlsServerCustomizer.class).customize(factory);
		return factory;
	}

	private static List<?> findings(ApplicationContext context) {
		Map<String, Object> description = context.getBean(TlsServerCustomizer.class).contribute().details();
		return (List<?>) description.get("findings");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ServerProperties.class)
	static class ServerConfiguration {

	}

}
