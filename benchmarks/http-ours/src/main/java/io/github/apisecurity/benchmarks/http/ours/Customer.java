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

package io.github.apisecurity.benchmarks.http.ours;

import java.math.BigDecimal;
import java.time.LocalDate;

import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;

/**
 * An answer with twelve properties, three of them masked.
 *
 * @param id the identifier
 * @param name the full name
 * @param email the e-mail address
 * @param phone the phone number
 * @param nationalId the national identity number
 * @param street the street
 * @param city the city
 * @param postalCode the postal code
 * @param country the country
 * @param tier the tier
 * @param balance the balance
 * @param since the first day
 */
public record Customer(long id, String name, @Masked(MaskType.EMAIL) String email, @Masked(MaskType.PHONE) String phone,
		@Masked(MaskType.NATIONAL_ID) String nationalId, String street, String city, String postalCode, String country,
		String tier, BigDecimal balance, LocalDate since) {

	/**
	 * Make a customer up.
	 * @param id the identifier
	 * @return the customer
	 */
	public static Customer of(long id) {
		return new Customer(id, "Alice Carter the " + id, "alice." + id + "@example.com", "+1202555" + (1000 + id),
				Long.toString(41012345000L + id), id + " Main Street", "Springfield", Long.toString(10000 + id), "US",
				"GOLD", BigDecimal.valueOf(123456 + id, 2), LocalDate.of(2020, 1, 1).plusDays(id));
	}

}
