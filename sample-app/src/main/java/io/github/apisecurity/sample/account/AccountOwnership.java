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

import io.github.apisecurity.sample.customer.CustomerService;

import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Decides whether a caller owns an account. Used in {@code @PreAuthorize} expressions; an
 * account that does not exist is nobody's, so that the answer does not tell which
 * identifiers are in use.
 */
@Component
public class AccountOwnership {

	private final AccountRepository accounts;

	private final CustomerService customers;

	AccountOwnership(AccountRepository accounts, CustomerService customers) {
		this.accounts = accounts;
		this.customers = customers;
	}

	/**
	 * Return whether the account belongs to the caller.
	 * @param accountId the identifier of the account
	 * @param authentication the caller
	 * @return whether the account belongs to the caller
	 */
	public boolean isOwner(long accountId, Authentication authentication) {
		return this.customers.findIdBySubject(authentication.getName())
			.filter((customerId) -> this.accounts.existsByIdAndCustomerId(accountId, customerId))
			.isPresent();
	}

}
