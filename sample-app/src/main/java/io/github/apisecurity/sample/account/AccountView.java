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

package io.github.apisecurity.sample.account;

import java.math.BigDecimal;
import java.util.Objects;

import io.github.apisecurity.masking.Classified;

/**
 * What a caller sees of an account.
 *
 * @param id the identifier
 * @param iban the international bank account number
 * @param currency the currency code
 * @param balance the balance
 */
record AccountView(long id, @Classified(value = "financial.iban", revealTo = "ROLE_ADMIN") String iban, String currency,
		BigDecimal balance) {

	static AccountView of(Account account) {
		return new AccountView(Objects.requireNonNull(account.getId()), account.getIban(), account.getCurrency(),
				account.getBalance());
	}

}
