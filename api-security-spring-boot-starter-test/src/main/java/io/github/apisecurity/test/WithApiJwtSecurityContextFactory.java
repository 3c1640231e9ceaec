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

import java.text.ParseException;
import java.util.Map;

import com.nimbusds.jose.util.JSONObjectUtils;

import org.springframework.context.ApplicationContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.test.context.support.WithSecurityContextFactory;

/**
 * Makes the caller of {@link WithApiJwt @WithApiJwt}.
 */
final class WithApiJwtSecurityContextFactory implements WithSecurityContextFactory<WithApiJwt> {

	private final ApplicationContext applicationContext;

	WithApiJwtSecurityContextFactory(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public SecurityContext createSecurityContext(WithApiJwt annotation) {
		SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(ApiJwt.of(annotation.subject())
			.claims(parse(annotation.claims()))
			.authorities(annotation.authorities())
			.authenticate(this.applicationContext));
		return context;
	}

	private static Map<String, Object> parse(String claims) {
		try {
			return JSONObjectUtils.parse(claims);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("The claims of @WithApiJwt are no JSON object: " + claims, ex);
		}
	}

}
