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

package com.example.keycloak;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.apisecurity.authentication.stepup.RequireStepUp;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The API.
 */
@SpringBootApplication
@RestController
public class KeycloakApplication {

	@GetMapping("/me")
	Map<String, Object> me(Authentication caller, @AuthenticationPrincipal Jwt token) {
		return Map.of("id", token.getSubject(), "name", caller.getName(), "authorities",
				caller.getAuthorities()
					.stream()
					.map(GrantedAuthority::getAuthority)
					.collect(Collectors.toCollection(TreeSet::new)));
	}

	@PostMapping("/articles")
	@PreAuthorize("hasRole('EDITOR')")
	String publish() {
		return "published";
	}

	@GetMapping("/export")
	@PreAuthorize("hasRole('EXPORT')")
	String export() {
		return "exported";
	}

	@PostMapping("/payments")
	@RequireStepUp(acr = "gold")
	String pay() {
		return "paid";
	}

	@DeleteMapping("/account")
	@RequireStepUp(maxAge = "${account.max-age}")
	String close() {
		return "closed";
	}

	public static void main(String[] args) {
		SpringApplication.run(KeycloakApplication.class, args);
	}

}
