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

import io.github.apisecurity.sample.account.AccountService;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/**
 * Moves money and keeps a record of it.
 */
@Service
@Transactional(readOnly = true)
public class TransferService {

	private final TransferRepository transfers;

	private final AccountService accounts;

	TransferService(TransferRepository transfers, AccountService accounts) {
		this.transfers = transfers;
		this.accounts = accounts;
	}

	@Transactional
	@PreAuthorize("hasRole('ADMIN') or @accountOwnership.isOwner(#from, authentication)")
	TransferView transfer(long from, long to, BigDecimal amount, @Nullable String reference) {
		if (from == to) {
			throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT,
					"A transfer needs two different accounts.");
		}
		this.accounts.move(from, to, amount);
		return TransferView.of(this.transfers.save(new Transfer(from, to, amount, reference, Instant.now())));
	}

	/**
	 * Count the transfers.
	 * @return the number of transfers
	 */
	public long count() {
		return this.transfers.count();
	}

}
