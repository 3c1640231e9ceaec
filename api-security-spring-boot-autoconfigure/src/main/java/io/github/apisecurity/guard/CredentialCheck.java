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

package io.github.apisecurity.guard;

import org.springframework.security.core.Authentication;

/**
 * Decides whether a credential that is good in itself is still in force. Beans of this
 * type are asked with each request that carries an access token, whether JWT or opaque,
 * an API key or the certificate of a client, also when its verification was remembered.
 * Must be quick.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CredentialCheck {

	/**
	 * Return whether the credential is in force.
	 * @param credential what was made of the credential
	 * @return whether it is accepted
	 * @throws org.springframework.security.authentication.AuthenticationServiceException
	 * when this is not known, which is answered with status 503
	 */
	boolean isInForce(Authentication credential);

}
