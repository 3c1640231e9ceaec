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

import java.net.URI;
import java.util.List;

import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.Cache;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.DPoPProofJwtDecoderFactory;
import org.springframework.security.oauth2.jwt.DPoPProofReplayValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.DPoPAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Adds proofs of possession to the chains of an API that accept access tokens.
 */
class DpopChainCustomizer implements ApiSecurityChainCustomizer {

	private final ObjectProvider<JwtDecoder> decoder;

	private final @Nullable String baseUri;

	private final Cache replayCache;

	DpopChainCustomizer(ObjectProvider<JwtDecoder> decoder, @Nullable URI baseUri, Cache replayCache) {
		this.decoder = decoder;
		this.baseUri = (baseUri != null) ? baseUri.toString().replaceAll("/+$", "") : null;
		this.replayCache = replayCache;
	}

	@Override
	public void customize(HttpSecurity http) {
		if (this.decoder.getIfAvailable() == null) {
			return;
		}
		http.oauth2ResourceServer((resourceServer) -> {
			resourceServer.dPoP((proof) -> proof.authenticationConverter(converter()));
			resourceServer.withObjectPostProcessor(new ReplayCacheInstaller());
		});
	}

	private AuthenticationConverter converter() {
		DPoPAuthenticationConverter converter = new DPoPAuthenticationConverter();
		if (this.baseUri == null) {
			return converter;
		}
		return (request) -> (converter.convert(request) instanceof DPoPAuthenticationToken token)
				? new DPoPAuthenticationToken(token.getAccessToken(), token.getDPoPProof(), token.getMethod(),
						this.baseUri + request.getRequestURI())
				: null;
	}

	/**
	 * Replaces the cache of used proofs, which otherwise knows those of one node only.
	 */
	private final class ReplayCacheInstaller implements ObjectPostProcessor<DPoPAuthenticationProvider> {

		@Override
		public <O extends DPoPAuthenticationProvider> O postProcess(O provider) {
			DPoPProofJwtDecoderFactory factory = new DPoPProofJwtDecoderFactory();
			factory.setJwtValidatorFactory(DPoPProofJwtDecoderFactory.createDefaultJwtValidatorFactory(
					List.of(new DPoPProofReplayValidator(DpopChainCustomizer.this.replayCache))));
			provider.setDPoPProofVerifierFactory(factory);
			return provider;
		}

	}

}
