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
import java.net.http.HttpRequest;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.apisecurity.authentication.TestIdentityProvider;
import io.github.apisecurity.network.BoundedHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties.Opaquetoken;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link StrictTokenIntrospector}.
 */
class StrictTokenIntrospectorTests {

	private final AtomicInteger questions = new AtomicInteger();

	private Instant now = Instant.parse("2026-11-29T12:00:00Z");

	private String answer = "";

	@AfterEach
	void clear() {
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void rememberedAnswerNeverOutlivesTheToken() {
		StrictTokenIntrospector introspector = introspector(Duration.ofHours(10));
		this.answer = "{\"active\":true,\"sub\":\"ada\",\"aud\":\"api\",\"exp\":"
				+ this.now.plusSeconds(60).getEpochSecond() + "}";
		introspector.introspect("token");
		this.answer = "down";
		assertThat(introspector.introspect("token").getName()).isEqualTo("ada");
		assertThat(this.questions).hasValue(1);
		this.now = this.now.plusSeconds(60 + 31);
		assertThatExceptionOfType(BadOpaqueTokenException.class).isThrownBy(() -> introspector.introspect("token"));
	}

	@Test
	void refusalsAndFailuresAreNotRemembered() {
		StrictTokenIntrospector introspector = introspector(Duration.ofHours(10));
		this.answer = "{\"active\":false}";
		assertThatExceptionOfType(BadOpaqueTokenException.class).isThrownBy(() -> introspector.introspect("token"));
		this.answer = "down";
		assertThatExceptionOfType(OAuth2IntrospectionException.class)
			.isThrownBy(() -> introspector.introspect("token"));
		this.answer = "{\"active\":true,\"sub\":\"ada\",\"aud\":\"api\"}";
		assertThat(introspector.introspect("token").getName()).isEqualTo("ada");
	}

	@Test
	void withoutTimeToLiveEachRequestAsks() {
		StrictTokenIntrospector introspector = introspector(Duration.ZERO);
		this.answer = "{\"active\":true,\"sub\":\"ada\",\"aud\":\"api\"}";
		introspector.introspect("token");
		introspector.introspect("token");
		assertThat(this.questions).hasValue(2);
	}

	@Test
	void whenTokenIsBoundToCertificateItIsNeededEachTime() throws Exception {
		X509Certificate certificate = mock(X509Certificate.class);
		given(certificate.getEncoded()).willReturn(new byte[] { 1, 2, 3 });
		this.answer = "{\"active\":true,\"sub\":\"ada\",\"aud\":\"api\",\"cnf\":{\"x5t#S256\":\""
				+ TestIdentityProvider.encode(MessageDigest.getInstance("SHA-256").digest(new byte[] { 1, 2, 3 }))
				+ "\"}}";
		StrictTokenIntrospector introspector = introspector(Duration.ofHours(10));
		assertThatExceptionOfType(BadOpaqueTokenException.class).isThrownBy(() -> introspector.introspect("token"));
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] { certificate });
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		assertThat(introspector.introspect("token").getName()).isEqualTo("ada");
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
		assertThatExceptionOfType(BadOpaqueTokenException.class).isThrownBy(() -> introspector.introspect("token"));
		assertThat(this.questions).hasValue(1);
	}

	private StrictTokenIntrospector introspector(Duration timeToLive) {
		Opaquetoken endpoint = new Opaquetoken();
		endpoint.setIntrospectionUri("https://id.example.com/introspect");
		AccessTokenProperties properties = new AccessTokenProperties();
		properties.getOpaqueToken().getAudiences().add("api");
		return new StrictTokenIntrospector(endpoint, new BoundedHttpClient(Duration.ofSeconds(1), 1000, null) {

			@Override
			public String send(HttpRequest.Builder builder, long deadline) throws IOException {
				StrictTokenIntrospectorTests.this.questions.incrementAndGet();
				if (StrictTokenIntrospectorTests.this.answer.equals("down")) {
					throw new IOException("down");
				}
				return StrictTokenIntrospectorTests.this.answer;
			}

		}, TrustedIssuersFactory.opaque(properties), 8192, timeToLive, () -> this.now);
	}

}
