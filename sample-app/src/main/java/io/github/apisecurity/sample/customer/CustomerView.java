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

import java.util.Objects;

import io.github.apisecurity.masking.Masked;
import org.jspecify.annotations.Nullable;

import static io.github.apisecurity.masking.MaskType.EMAIL;
import static io.github.apisecurity.masking.MaskType.NATIONAL_ID;
import static io.github.apisecurity.masking.MaskType.PHONE;

/**
 * What a caller sees of a customer.
 *
 * @param id the identifier
 * @param name the full name
 * @param email the e-mail address, in clear for administrators only
 * @param phone the phone number, in clear for administrators only; {@code null} once the
 * customer is forgotten
 * @param nationalId the national identity number, in clear for administrators only
 */
record CustomerView(long id, String name, @Masked(value = EMAIL, revealTo = "ROLE_ADMIN") String email,
		@Masked(value = PHONE, revealTo = "ROLE_ADMIN") @Nullable String phone,
		@Masked(value = NATIONAL_ID, revealTo = "ROLE_ADMIN") String nationalId) {

	static CustomerView of(Customer customer) {
		return new CustomerView(Objects.requireNonNull(customer.getId()), customer.getName(), customer.getEmail(),
				customer.getPhone(), customer.getNationalId());
	}

}
