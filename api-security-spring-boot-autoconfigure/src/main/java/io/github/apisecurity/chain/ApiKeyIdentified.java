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

package io.github.apisecurity.chain;

import org.jspecify.annotations.Nullable;

/**
 * Implemented by an {@code Authentication} that was made from an API key, for features
 * that count or record by key without knowing how keys are checked.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ApiKeyIdentified {

	/**
	 * Return the identifier of the key, which is not secret.
	 * @return the identifier, {@code null} when the key has none
	 */
	@Nullable String getApiKeyId();

}
