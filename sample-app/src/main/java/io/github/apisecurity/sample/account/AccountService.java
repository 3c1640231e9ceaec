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
import java.util.List;

import io.github.apisecurity.sample.customer.CustomerService;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/**
 * Finds accounts and moves money between them.
 */
@Service
@Transactional(readOnly = true)
public class AccountService {

	private final AccountRepository accounts;

	private final CustomerService customers;

	AccountService(AccountRepository accounts, CustomerService customers) {
		this.accounts = accounts;
		this.customers = customers;
	}

	List<AccountView> findOwnedBy(String subject) {
		return this.customers.findIdBySubject(subject)
			.map(this.accounts::findByCustomerIdOrderById)
			.orElseGet(List::of)
			.stream()
			.map(AccountView::of)
			.toList();
	}

	AccountView findByIban(String iban) {
		return this.accounts.findByIban(iban)
			.map(AccountView::of)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

	AccountView findById(long id) {
		return AccountView.of(find(id));
	}

	/**
	 * Move money from one account to another, in the transaction of the caller. Both rows
	 * carry a version, so that of two concurrent changes one fails.
	 * @param from the identifier of the account to take the money from
	 * @param to the identifier of the account to give the money to
	 * @param amount the amount
	 */
	@Transactional(propagation = Propagation.MANDATORY)
	public void move(long from, long to, BigDecimal amount) {
		Account source = find(from);
		Account target = find(to);
		source.withdraw(amount);
		target.deposit(amount);
	}

	/**
	 * Return whether the customer has an account.
	 * @param customerId the identifier of the customer
	 * @return whether there is an account
	 */
	public boolean existsForCustomer(long customerId) {
		return this.accounts.existsByCustomerId(customerId);
	}

	/**
	 * Count the accounts.
	 * @return the number of accounts
	 */
	public long count() {
		return this.accounts.count();
	}

	/**
	 * Return what all accounts hold together.
	 * @return the sum of all balances
	 */
	public BigDecimal sumBalances() {
		return this.accounts.sumBalances();
	}

	private Account find(long id) {
		return this.accounts.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
