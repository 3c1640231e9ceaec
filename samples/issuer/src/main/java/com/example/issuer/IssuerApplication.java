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

package com.example.issuer;

import java.sql.Timestamp;
import java.time.Instant;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The API.
 */
@SpringBootApplication
@EnableScheduling
@RestController
public class IssuerApplication {

	private final JdbcOperations jdbc;

	IssuerApplication(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	@GetMapping("/hello")
	String hello(Authentication caller) {
		return "Hello " + caller.getName();
	}

	// Spring Authorization Server keeps them for ever.
	@Scheduled(initialDelayString = "1s", fixedDelayString = "${issuer.cleaning-interval}")
	void removeEndedAuthorizations() {
		this.jdbc.update(
				"DELETE FROM oauth2_authorization WHERE COALESCE(refresh_token_expires_at,"
						+ " access_token_expires_at, authorization_code_expires_at) < ?",
				Timestamp.from(Instant.now()));
	}

	public static void main(String[] args) {
		SpringApplication.run(IssuerApplication.class, args);
	}

}
