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

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the {@code sub} of the tokens of somebody whom a security event names in another
 * way, such as by email. Without a bean of this type such events have no effect.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SignalSubjectResolver {

	/**
	 * Return the subject of the tokens.
	 * @param issuer the issuer of the event
	 * @param subject the members of the subject identifier (RFC 9493), such as
	 * {@code format} and {@code email}
	 * @return the value of {@code sub} or {@code null} when it is nobody known here
	 */
	@Nullable String resolve(String issuer, Map<String, Object> subject);

}
