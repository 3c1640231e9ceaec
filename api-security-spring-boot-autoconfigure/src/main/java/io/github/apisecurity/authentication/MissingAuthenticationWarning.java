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

package io.github.apisecurity.authentication;

import io.github.apisecurity.authentication.apikey.ApiKeyRepository;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/**
 * Says once, at start-up, how to let users in.
 */
class MissingAuthenticationWarning implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(MissingAuthenticationWarning.class);

	private final ObjectProvider<JwtDecoder> decoder;

	private final ObjectProvider<OpaqueTokenIntrospector> introspector;

	private final ObjectProvider<ApiKeyRepository> apiKeys;

	MissingAuthenticationWarning(ObjectProvider<JwtDecoder> decoder,
			ObjectProvider<OpaqueTokenIntrospector> introspector, ObjectProvider<ApiKeyRepository> apiKeys) {
		this.decoder = decoder;
		this.introspector = introspector;
		this.apiKeys = apiKeys;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.decoder.stream().findAny().isEmpty() && this.introspector.stream().findAny().isEmpty()
				&& this.apiKeys.stream().findAny().isEmpty()) {
			log.warn("No way to authenticate is configured, so every request is answered with 401. To let users in, set"
					+ " 'spring.security.oauth2.resourceserver.jwt.issuer-uri' to the URI of your OpenID Connect provider and"
					+ " 'spring.security.oauth2.resourceserver.jwt.audiences' to the name of this API there, or define a"
					+ " JwtDecoder bean.");
		}
	}

}
