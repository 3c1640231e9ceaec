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

package io.github.apisecurity.sample.customer;

import io.github.apisecurity.masking.Masked;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

import static io.github.apisecurity.masking.MaskType.NATIONAL_ID;

/**
 * Whom a caller looks for.
 *
 * @param nationalId the national identity number, with or without what people put between
 * its digits
 */
record CustomerSearch(@Masked(NATIONAL_ID) @NotNull @Pattern(regexp = "[0-9][0-9 -]{10,20}") String nationalId) {
}
