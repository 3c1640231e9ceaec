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

package io.github.apisecurity.token.receiver;

import java.io.IOException;
import java.util.function.BiConsumer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.oauth2.jwt.BadJwtException;

/**
 * Acts on the events of a kind.
 */
interface EventReceiver {

	/**
	 * Do what the request says.
	 * @param request the request
	 * @param told takes what was done, and the issuer of the event
	 * @return the status
	 * @throws BadJwtException when it is not good
	 */
	int receive(HttpServletRequest request, BiConsumer<String, String> told) throws IOException;

	void refuse(HttpServletResponse response, String reason) throws IOException;

}
