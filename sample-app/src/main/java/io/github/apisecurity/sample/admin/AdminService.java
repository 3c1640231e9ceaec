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

package io.github.apisecurity.sample.admin;

import io.github.apisecurity.sample.account.AccountService;
import io.github.apisecurity.sample.customer.CustomerService;
import io.github.apisecurity.sample.transfer.TransferService;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

@Service
class AdminService {

	private final CustomerService customers;

	private final AccountService accounts;

	private final TransferService transfers;

	AdminService(CustomerService customers, AccountService accounts, TransferService transfers) {
		this.customers = customers;
		this.accounts = accounts;
		this.transfers = transfers;
	}

	@Transactional(readOnly = true)
	BankStatistics statistics() {
		return new BankStatistics(this.customers.count(), this.accounts.count(), this.transfers.count(),
				this.accounts.sumBalances());
	}

	void forgetCustomer(long id) {
		this.customers.forget(id);
	}

	@Transactional
	void deleteCustomer(long id) {
		if (this.accounts.existsForCustomer(id)) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, "The customer still has accounts.");
		}
		this.customers.delete(id);
	}

}
