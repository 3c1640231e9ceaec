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

package io.github.apisecurity.authentication.jwk;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * State of a {@link KeySource}.
 *
 * @param keys the number of usable keys
 * @param fetchedAt when the keys were fetched, {@code null} when they never were
 * @param failing whether the last attempt to fetch the keys failed
 * @since 0.1.0
 */
public record KeySourceState(int keys, @Nullable Instant fetchedAt, boolean failing) {

}
