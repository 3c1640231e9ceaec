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

package io.github.apisecurity.test;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.util.Assert;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * An access token for a request of {@code MockMvc}, whose claims become authorities
 * through the mapping that the application has configured: <pre class="code">
 * mvc.get().uri("/orders").with(ApiJwt.of("alice").claim("roles", List.of("EDITOR")))</pre>
 * The token is not signed and not verified: for that, let a test call a port with a token
 * of {@link TestIssuer}.
 *
 * @since 0.1.0
 * @see WithApiJwt
 */
public final class ApiJwt implements RequestPostProcessor {

	private static final long LIFETIME_SECONDS = 900;

	private final Map<String, Object> claims = new LinkedHashMap<>();

	private final Set<String> authorities = new LinkedHashSet<>();

	private ApiJwt(String subject) {
		this.claims.put("sub", subject);
	}

	/**
	 * Create a token for the given subject.
	 * @param subject the claim {@code sub}
	 * @return the token
	 */
	public static ApiJwt of(String subject) {
		return new ApiJwt(subject);
	}

	/**
	 * Set a claim.
	 * @param name the name of the claim
	 * @param value the value of the claim
	 * @return this token
	 */
	public ApiJwt claim(String name, Object value) {
		this.claims.put(name, value);
		return this;
	}

	/**
	 * Set claims.
	 * @param claims the claims by name
	 * @return this token
	 */
	public ApiJwt claims(Map<String, Object> claims) {
		this.claims.putAll(claims);
		return this;
	}

	/**
	 * Grant authorities beside those the claims are mapped to.
	 * @param authorities the authorities, such as {@code ROLE_ADMIN}
	 * @return this token
	 */
	public ApiJwt authorities(String... authorities) {
		this.authorities.addAll(List.of(authorities));
		return this;
	}

	@Override
	public MockHttpServletRequest postProcessRequest(MockHttpServletRequest request) {
		ApplicationContext context = WebApplicationContextUtils
			.getRequiredWebApplicationContext(request.getServletContext());
		return SecurityMockMvcRequestPostProcessors.authentication(authenticate(context)).postProcessRequest(request);
	}

	AbstractAuthenticationToken authenticate(ApplicationContext context) {
		AbstractAuthenticationToken mapped = context.getBeanProvider(JwtAuthenticationConverter.class)
			.getIfUnique(JwtAuthenticationConverter::new)
			.convert(toJwt(context.getEnvironment()));
		Assert.state(mapped instanceof JwtAuthenticationToken, "The converter of the application makes no JWT tokens");
		if (this.authorities.isEmpty()) {
			return mapped;
		}
		Collection<GrantedAuthority> granted = new LinkedHashSet<>(mapped.getAuthorities());
		granted.addAll(AuthorityUtils.createAuthorityList(this.authorities));
		return new JwtAuthenticationToken(((JwtAuthenticationToken) mapped).getToken(), granted, mapped.getName());
	}

	private Jwt toJwt(Environment environment) {
		Instant now = Instant.now();
		String issuer = issuer(environment);
		return Jwt.withTokenValue("test")
			.header("typ", "at+jwt")
			.issuedAt(now)
			.expiresAt(now.plusSeconds(LIFETIME_SECONDS))
			.claims((all) -> {
				if (issuer != null) {
					all.put("iss", issuer);
				}
				all.putAll(this.claims);
			})
			.build();
	}

	private static @Nullable String issuer(Environment environment) {
		String issuer = environment.getProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri");
		return (issuer != null) ? issuer : environment.getProperty("api-security.authentication.issuers[0].issuer-uri");
	}

}
