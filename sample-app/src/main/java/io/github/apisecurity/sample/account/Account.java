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

import io.github.apisecurity.encryption.jpa.BlindIndex;
import io.github.apisecurity.encryption.jpa.Encrypted;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

@Entity
class Account {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@Version
	private int version;

	private long customerId;

	@Encrypted
	@BlindIndex(normalization = BlindIndex.Normalization.NUMBER)
	private String iban;

	private String currency;

	private BigDecimal balance;

	@SuppressWarnings("NullAway.Init")
	protected Account() {
	}

	void deposit(BigDecimal amount) {
		this.balance = this.balance.add(amount);
	}

	void withdraw(BigDecimal amount) {
		if (this.balance.compareTo(amount) < 0) {
			throw new InsufficientFundsException();
		}
		this.balance = this.balance.subtract(amount);
	}

	@Nullable Long getId() {
		return this.id;
	}

	String getIban() {
		return this.iban;
	}

	String getCurrency() {
		return this.currency;
	}

	BigDecimal getBalance() {
		return this.balance;
	}

}
