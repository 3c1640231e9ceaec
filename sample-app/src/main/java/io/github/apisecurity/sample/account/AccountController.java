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

import java.util.List;

import jakarta.validation.Valid;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/accounts")
class AccountController {

	private final AccountService accounts;

	AccountController(AccountService accounts) {
		this.accounts = accounts;
	}

	@GetMapping
	@PreAuthorize("hasAnyRole('VIEWER', 'EDITOR', 'ADMIN')")
	List<AccountView> listOwn(Authentication authentication) {
		return this.accounts.findOwnedBy(authentication.getName());
	}

	@PostMapping("/search")
	@PreAuthorize("hasRole('ADMIN')")
	AccountView search(@Valid @RequestBody AccountSearch search) {
		return this.accounts.findByIban(search.iban());
	}

	@GetMapping("/{id}")
	@PreAuthorize("hasRole('ADMIN') or (hasAnyRole('VIEWER', 'EDITOR') and @accountOwnership.isOwner(#id, authentication))")
	AccountView get(@PathVariable long id) {
		return this.accounts.findById(id);
	}

}
