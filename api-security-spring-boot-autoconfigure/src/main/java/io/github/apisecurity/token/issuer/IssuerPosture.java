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

package io.github.apisecurity.token.issuer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;

/**
 * Tells when there is nothing that issues tokens.
 */
class IssuerPosture implements PostureContributor, SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(IssuerPosture.class);

	private final Set<String> findings = ConcurrentHashMap.newKeySet();

	private volatile boolean found;

	void issuerFound() {
		this.found = true;
	}

	void familiesLost() {
		tell("Of the issuer, refresh tokens are in memory and authorizations are not, so that after a restart, and on another node,"
				+ " nobody's refresh token is good: set 'api-security.shared.store' to 'jdbc' or 'redis'");
	}

	/**
	 * Look at the access token of a login, which a generator of the application may have
	 * made.
	 * @param authorization the login
	 */
	void tokenIssued(OAuth2Authorization authorization) {
		Token<?> token = authorization.getAccessToken();
		if (token != null
				&& OAuth2TokenFormat.SELF_CONTAINED.getValue()
					.equals(token.getMetadata(OAuth2TokenFormat.class.getName()))
				&& !authorization.getId().equals(LoginRevocation.claims(authorization).get("grant_id"))) {
			tell("Of the issuer, access tokens have no claim 'grant_id', so that those that were replaced stay good when their login"
					+ " is revoked or stolen: have the OAuth2TokenGenerator of the application ask the bean"
					+ " OAuth2TokenCustomizer<JwtEncodingContext>");
		}
	}

	private void tell(String finding) {
		if (this.findings.add(finding)) {
			log.warn(finding);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.found) {
			tell("'api-security.token.issuer.enabled' has no effect, since no filter chain has an authorization"
					+ " server: add 'http.oauth2AuthorizationServer(...)' to one, or set it to 'false'");
		}
	}

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("token",
				Map.of("issuer", (this.found) ? "in force" : "no filter chain has an authorization server", "findings",
						List.copyOf(this.findings)));
	}

}
