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
import io.github.apisecurity.validation.identifier.PhoneNumber;
import io.github.apisecurity.validation.text.SafeText;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import static io.github.apisecurity.masking.MaskType.EMAIL;
import static io.github.apisecurity.masking.MaskType.NATIONAL_ID;
import static io.github.apisecurity.masking.MaskType.PHONE;

/**
 * What a caller sends to create or change a customer. The annotations refuse the masks
 * that a caller has read.
 *
 * @param name the full name
 * @param email the e-mail address
 * @param phone the phone number in E.164 form
 * @param nationalId the national identity number, always in clear; its check digits are
 * not looked at, because those of the invented people must be nobody's
 */
record CustomerRequest(@NotBlank @Size(max = 100) @SafeText String name,
		@Masked(EMAIL) @NotBlank @Email @Size(max = 254) String email,
		@Masked(PHONE) @NotNull @PhoneNumber String phone,
		@Masked(NATIONAL_ID) @NotNull @Pattern(regexp = "[1-9][0-9]{10}") String nationalId) {
}
