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

/**
 * Decides which tenants of an issuer are trusted whose {@code issuer-uri} holds
 * <code>{tenant}</code>. A bean of this type takes the place of
 * {@code api-security.authentication.issuers[].tenants}. It is asked with every request,
 * before the signature is verified, so it answers from memory.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TrustedTenants {

	/**
	 * Return whether the tokens of a tenant are accepted.
	 * @param issuerUri the {@code issuer-uri} as configured
	 * @param tenant the tenant that a token names: up to 128 letters, digits, dots,
	 * dashes and underscores
	 * @return whether the tenant is trusted
	 */
	boolean isTrusted(String issuerUri, String tenant);

}
