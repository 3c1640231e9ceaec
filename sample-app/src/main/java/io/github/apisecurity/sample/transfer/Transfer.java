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

package io.github.apisecurity.sample.transfer;

import java.math.BigDecimal;
import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

@Entity
class Transfer {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	private long fromAccount;

	private long toAccount;

	private BigDecimal amount;

	private @Nullable String reference;

	private Instant createdAt;

	@SuppressWarnings("NullAway.Init")
	protected Transfer() {
	}

	Transfer(long fromAccount, long toAccount, BigDecimal amount, @Nullable String reference, Instant createdAt) {
		this.fromAccount = fromAccount;
		this.toAccount = toAccount;
		this.amount = amount;
		this.reference = reference;
		this.createdAt = createdAt;
	}

	@Nullable Long getId() {
		return this.id;
	}

	long getFromAccount() {
		return this.fromAccount;
	}

	long getToAccount() {
		return this.toAccount;
	}

	BigDecimal getAmount() {
		return this.amount;
	}

	@Nullable String getReference() {
		return this.reference;
	}

	Instant getCreatedAt() {
		return this.createdAt;
	}

}
