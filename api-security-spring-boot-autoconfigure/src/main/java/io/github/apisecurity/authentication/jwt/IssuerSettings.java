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

import org.jspecify.annotations.Nullable;

/**
 * One issuer: what its tokens look like and where its keys are.
 *
 * @param policy what its tokens look like
 * @param jwkSetUri the location of its keys, {@code null} to discover it
 * @param key its only key, {@code null} when it has a set of keys
 */
record IssuerSettings(TokenPolicy policy, @Nullable URI jwkSetUri, @Nullable StaticKeySource key) {

}
