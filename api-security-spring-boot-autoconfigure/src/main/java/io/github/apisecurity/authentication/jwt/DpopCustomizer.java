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

import java.time.Duration;
import java.util.List;

import org.springframework.cache.Cache;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.oauth2.jwt.DPoPProofJwtDecoderFactory;
import org.springframework.security.oauth2.jwt.DPoPProofReplayValidator;
import org.springframework.security.oauth2.jwt.JwtIssuedAtValidator;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.DPoPAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Adds proofs of possession to the chains of an API that accept access tokens.
 *
 * @param targets the URIs that a proof may name
 * @param window how far the clocks may differ
 * @param replayCache remembers which proofs were used
 */
record DpopCustomizer(ProofTargets targets, Duration window, Cache replayCache)
		implements
			Customizer<OAuth2ResourceServerConfigurer<HttpSecurity>>,
			ObjectPostProcessor<DPoPAuthenticationProvider> {

	@Override
	public void customize(OAuth2ResourceServerConfigurer<HttpSecurity> resourceServer) {
		resourceServer.dPoP((proof) -> proof.authenticationConverter(converter()));
		resourceServer.withObjectPostProcessor(this);
	}

	private AuthenticationConverter converter() {
		DPoPAuthenticationConverter converter = new DPoPAuthenticationConverter();
		return (request) -> (converter.convert(request) instanceof DPoPAuthenticationToken token)
				? new DPoPAuthenticationToken(token.getAccessToken(), token.getDPoPProof(), token.getMethod(),
						this.targets.find(TokenParser.payload(token.getDPoPProof()).get("htu"),
								request.getRequestURI()))
				: null;
	}

	// Replaces the cache of used proofs, which otherwise knows those of one node only,
	// and
	// the time in which a proof is good.
	@Override
	public <O extends DPoPAuthenticationProvider> O postProcess(O provider) {
		DPoPProofJwtDecoderFactory factory = new DPoPProofJwtDecoderFactory();
		JwtIssuedAtValidator time = new JwtIssuedAtValidator(true);
		time.setClockSkew(this.window);
		DPoPProofReplayValidator replay = new DPoPProofReplayValidator(this.replayCache);
		replay.setClockSkew(this.window);
		factory
			.setJwtValidatorFactory(DPoPProofJwtDecoderFactory.createDefaultJwtValidatorFactory(List.of(time, replay)));
		provider.setDPoPProofVerifierFactory(factory);
		return provider;
	}

}
