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

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.network.NetworkProperties;
import io.github.apisecurity.network.RequestTransport;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link PlainHttpFilter}.
 */
class PlainHttpFilterTests {

	private static final String PROXY = "10.0.0.1";

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/accounts");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void whenNothingIsSaidServes() {
		assertServed(null, false);
	}

	@Test
	void whenServerHasTlsRefusesWhatCameWithout() {
		assertRefused(null, true);
	}

	@Test
	void whenServerHasTlsServesWhatCameWithIt() throws Exception {
		this.request.setSecure(true);
		assertThat(served(PlainHttp.REJECT, true)).isSameAs(this.request);
	}

	@Test
	void whenAllowedServes() {
		assertServed(PlainHttp.ALLOW, true);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "10.0.0.1,X-Forwarded-Proto,https,true", "10.0.0.1,Forwarded,proto=https,true",
					"10.0.0.1,Forwarded,for=1.2.3.4;proto=\"HTTPS\",true", "10.0.0.1,X-Forwarded-Proto,http,false",
					"10.0.0.1,X-Forwarded-Proto,'https,http',false", "10.0.0.1,X-Forwarded-Proto,'http,https',false",
					"10.0.0.1,X-Forwarded-Proto,https https,false", "10.0.0.1,Forwarded,proto=https;proto=http,false",
					"10.0.0.1,Forwarded,proto=\"https,false", "10.0.0.1,X-Forwarded-Proto,'',false",
					"10.0.0.2,X-Forwarded-Proto,https,false", "203.0.113.9,X-Forwarded-Proto,https,false",
					"203.0.113.9,Forwarded,proto=https,false", "10.0.0.1,X-Forwarded-Ssl,on,false" })
	void whenRejectedBelievesTrustedProxiesAlone(String peer, String header, String value, boolean served) {
		this.request.setRemoteAddr(peer);
		this.request.addHeader(header, value);
		if (served) {
			assertServed(PlainHttp.REJECT, false);
		}
		else {
			assertRefused(PlainHttp.REJECT, false);
		}
	}

	@Test
	void whenHeadersOfTrustedProxyContradictEachOtherRefuses() {
		this.request.setRemoteAddr(PROXY);
		this.request.addHeader("X-Forwarded-Proto", "https");
		this.request.addHeader("Forwarded", "proto=http");
		assertRefused(null, false);
	}

	@Test
	void whenTrustedProxySaysHttpRefusesByDefault() {
		this.request.setRemoteAddr(PROXY);
		this.request.addHeader("X-Forwarded-Proto", "http");
		assertRefused(null, false);
	}

	@ParameterizedTest
	@CsvSource({ "http,false", "'https,http',false", "https,true" })
	void whenLastHopHasTlsBelievesTrustedProxyAboutTheOthers(String value, boolean served) {
		this.request.setRemoteAddr(PROXY);
		this.request.setSecure(true);
		this.request.addHeader("X-Forwarded-Proto", value);
		if (served) {
			assertServed(null, true);
		}
		else {
			assertRefused(null, true);
		}
	}

	@Test
	void whenLastHopHasTlsAndTrustedProxySaysNothingServes() {
		this.request.setRemoteAddr(PROXY);
		this.request.setSecure(true);
		assertServed(PlainHttp.REJECT, true);
	}

	@Test
	void whenTrustedProxySaysNothingServesByDefault() {
		this.request.setRemoteAddr(PROXY);
		assertServed(null, false);
	}

	@Test
	void whenTrustedProxySaysHttpsRequestIsSecure() throws Exception {
		this.request.setRemoteAddr(PROXY);
		this.request.addHeader("X-Forwarded-Proto", "https");
		assertThat(served(null, false).isSecure()).isTrue();
	}

	@Test
	void whenPageIsAskedForRedirects() throws Exception {
		this.request.addHeader("Accept", "text/html,application/xhtml+xml");
		this.request.setServerName("bank.example");
		this.request.setQueryString("a=b%20c");
		assertThat(served(PlainHttp.REDIRECT, false)).isNull();
		assertThat(this.response.getStatus()).isEqualTo(308);
		assertThat(this.response.getHeader("Location")).isEqualTo("https://bank.example/accounts?a=b%20c");
		assertThat(this.response.getHeader("Cache-Control")).isEqualTo("no-store");
	}

	@Test
	void whenServerHasTlsRedirectsToThePortItListensOn() throws Exception {
		this.request.addHeader("Accept", "text/html");
		served(PlainHttp.REDIRECT, true);
		assertThat(this.response.getHeader("Location")).isEqualTo("https://localhost:8443/accounts");
	}

	@ParameterizedTest
	@CsvSource({ "POST,text/html", "HEAD,text/html", "GET,application/json", "GET,*/*" })
	void whenNoPageIsAskedForRefuses(String method, String accept) {
		this.request.setMethod(method);
		this.request.addHeader("Accept", accept);
		assertRefused(PlainHttp.REDIRECT, false);
	}

	@Test
	void whenProxyNamesAnotherHostRedirectsToTheOneAskedFor() throws Exception {
		this.request.addHeader("Accept", "text/html");
		this.request.addHeader("X-Forwarded-Host", "evil.example");
		served(PlainHttp.REDIRECT, false);
		assertThat(this.response.getHeader("Location")).isEqualTo("https://localhost/accounts");
	}

	@ParameterizedTest
	@CsvSource({ "evil.example/x", "user@evil.example", "a b", "bank.example#" })
	void whenHostIsNoneRefuses(String host) {
		this.request.addHeader("Accept", "text/html");
		this.request.setServerName(host);
		assertRefused(PlainHttp.REDIRECT, false);
	}

	private void assertServed(@Nullable PlainHttp mode, boolean tls) {
		assertThatNoException().isThrownBy(() -> assertThat(served(mode, tls)).isNotNull());
	}

	private void assertRefused(@Nullable PlainHttp mode, boolean tls) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> served(mode, tls))
			.satisfies((ex) -> assertThat(ex.getProblem().getType().status()).isEqualTo(403));
	}

	private @Nullable HttpServletRequest served(@Nullable PlainHttp mode, boolean tls) throws Exception {
		TlsProperties properties = new TlsProperties();
		properties.setPlainHttp(mode);
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setSsl((tls) ? new Ssl() : null);
		TlsServerCustomizer server = new TlsServerCustomizer(properties, true,
				new MockEnvironment().withProperty("local.server.port", "8443"));
		server.customize(factory);
		NetworkProperties network = new NetworkProperties();
		network.getTrustedProxies().add(PROXY);
		MockFilterChain chain = new MockFilterChain();
		ObjectProvider<ProblemHeaderWriter> none = new StaticListableBeanFactory()
			.getBeanProvider(ProblemHeaderWriter.class);
		new PlainHttpFilter(mode, RequestTransport.of(network), server, SecurityEventPublisher.none(), none)
			.doFilter(this.request, this.response, chain);
		return (HttpServletRequest) chain.getRequest();
	}

}
