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

package io.github.apisecurity.sample.tls;

import java.util.stream.Stream;

import org.apache.catalina.connector.Connector;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * Registers the SSL bundle {@code sample}, to which {@code application-tls.yml} refers. A
 * deployed application names the files of its certificate under
 * {@code spring.ssl.bundle.pem} instead and needs no such class.
 */
@Configuration(proxyBeanMethods = false)
@Profile("tls")
class TlsConfiguration {

	@Bean
	SslBundleRegistrar sampleSslBundleRegistrar() {
		return (registry) -> registry.registerBundle("sample", createBundle());
	}

	// Browsers that begin with http: are sent on, see api-security.tls.plain-http.
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> samplePlainConnector(
			@Value("${sample.plain-port}") int port) {
		return (factory) -> {
			Connector connector = new Connector();
			connector.setPort(port);
			connector.setProperty("address", "127.0.0.1");
			factory.addAdditionalConnectors(connector);
			// As testssl.sh wants it; Mozilla leaves the choice to the client.
			factory.addConnectorCustomizers(
					(https) -> Stream.of(https.findSslHostConfigs()).forEach((host) -> host.setHonorCipherOrder(true)));
		};
	}

	private static SslBundle createBundle() {
		SelfSignedCertificate certificate = SelfSignedCertificate.create();
		return SslBundle.of(SslStoreBundle.of(certificate.keyStore(), certificate.password(), null),
				SslBundleKey.of(certificate.password(), certificate.alias()));
	}

}
