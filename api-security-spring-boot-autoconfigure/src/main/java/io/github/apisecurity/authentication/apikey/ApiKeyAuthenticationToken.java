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

package io.github.apisecurity.authentication.apikey;

import java.util.Collection;

import io.github.apisecurity.audit.CredentialDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;

/**
 * Authentication by an API key. The secret is not kept.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public final class ApiKeyAuthenticationToken extends AbstractAuthenticationToken implements CredentialDetails {

	private final ApiKeyPrincipal principal;

	/**
	 * Create an authenticated token.
	 * @param principal the caller
	 * @param authorities the authorities of the caller
	 */
	public ApiKeyAuthenticationToken(ApiKeyPrincipal principal, Collection<? extends GrantedAuthority> authorities) {
		super(authorities);
		this.principal = principal;
		setAuthenticated(true);
	}

	@Override
	public ApiKeyPrincipal getPrincipal() {
		return this.principal;
	}

	@Override
	public @Nullable Object getCredentials() {
		return null;
	}

	@Override
	public String getCredentialId() {
		return this.principal.keyId();
	}

	@Override
	public @Nullable String getRateTier() {
		return this.principal.rateTier();
	}

}
