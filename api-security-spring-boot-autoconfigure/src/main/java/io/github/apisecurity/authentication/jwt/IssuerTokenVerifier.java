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

import java.util.Map;
import java.util.Set;

import io.github.apisecurity.guard.IssuerTokens;

/**
 * {@link IssuerTokens} with the keys and the algorithms of access tokens.
 *
 * @param inspector reads a token
 * @param signatures verifies who made it
 */
record IssuerTokenVerifier(TokenInspector inspector, SignatureVerifier signatures) implements IssuerTokens {

	@Override
	public Map<String, Object> verify(String token, Set<String> types) {
		InspectedToken read = this.inspector.read(token);
		TokenRejectedException.throwIf(new ClaimReader(read.claims()).text("iss") == null, "issuer_missing");
		HeaderRules.check(read.header(), read.issuer().policy().algorithms(), types, true);
		this.signatures.verify(read);
		return read.claims();
	}

}
