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

package com.example.shop;

import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The code of {@code docs/token-lifecycle.md}.
 */
@RestController
class LogoutController {

	private final TokenRevocation revocation;

	LogoutController(TokenRevocation revocation) {
		this.revocation = revocation;
	}

	@PostMapping("/logout")
	void logout(Authentication caller) {
		this.revocation.revoke(caller);
	}

	@PostMapping("/admin/employees/{name}/leave")
	@PreAuthorize("hasRole('ADMIN')")
	void leave(@PathVariable String name) {
		this.revocation.revoke(Kind.SUBJECT, "https://id.example.com", name);
	}

}
