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

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Caller that presented an API key.
 *
 * @param keyId the identifier of the key
 * @param owner the owner of the key
 * @param rateTier the rate tier of the key
 * @since 0.1.0
 */
public record ApiKeyPrincipal(String keyId, String owner, @Nullable String rateTier) implements AuthenticatedPrincipal {

	@Override
	public String getName() {
		return this.owner;
	}

}
