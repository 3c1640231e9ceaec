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

package io.github.apisecurity.ratelimit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import io.github.apisecurity.TestTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * An API whose paths are limited in every way.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class RateLimitApi {

	static final Semaphore entered = new Semaphore(0);

	static volatile CountDownLatch gate = new CountDownLatch(0);

	@Bean
	JwtDecoder jwtDecoder() {
		return TestTokens.decoder();
	}

	@Bean
	WebSecurityCustomizer unfiltered() {
		return (web) -> web.ignoring().requestMatchers("/unfiltered");
	}

	@Bean
	RateLimitKeyResolver tenant() {
		return (context) -> context.header("X-Tenant");
	}

	@Bean
	RateLimitResolver contracts() {
		return (context) -> switch (String.valueOf(context.header("X-Tenant"))) {
			case "big" -> List.of("3/1h");
			case "broken" -> List.of("lots");
			case "failing" -> throw new IllegalStateException("no contract");
			case "none" -> List.of();
			default -> List.of("2/1h");
		};
	}

	@Bean
	LimitedService limitedService() {
		return new LimitedService();
	}

	@RestController
	static class PathController {

		@GetMapping({ "/addr", "/login", "/tiered", "/shadow", "/multi", "/tenant", "/exempt", "/cost", "/structured",
				"/bean", "/burst", "/address-exempt", "/token", "/api-key", "/common", "/twice", "/contract",
				"/skipped", "/delayed", "/impatient" })
		String ok() {
			return "ok";
		}

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			entered.release();
			gate.await();
			return "ok";
		}

		@GetMapping("/slow/async")
		Callable<String> async() {
			return this::slow;
		}

		@GetMapping("/unfiltered")
		@RateLimited("alone")
		String unfiltered() {
			return "ok";
		}

		@GetMapping("/dispatching")
		void dispatching(HttpServletRequest request, HttpServletResponse response) {
			request.startAsync().dispatch("/dispatched");
		}

		@GetMapping("/dispatched")
		@RateLimited(limit = "1/1h")
		String dispatched() {
			return "ok";
		}

		@GetMapping("/slow/failing")
		String slowAndFailing() {
			return failing();
		}

		@GetMapping(path = "/login", params = "failing")
		String failing() {
			throw new IllegalStateException("failure");
		}

	}

	@RestController
	@RateLimited(limit = "1/1h")
	static class AnnotatedController {

		private final LimitedService service;

		AnnotatedController(LimitedService service) {
			this.service = service;
		}

		@GetMapping("/annotated/class")
		String ofClass() {
			return "ok";
		}

		@GetMapping("/annotated/exempt")
		@RateLimitExempt
		String exempt() {
			return "ok";
		}

		@GetMapping("/annotated/inline")
		@RateLimited(limit = "2/1h", key = "client-ip")
		String inline() {
			return "ok";
		}

		@GetMapping(path = "/annotated/inline", params = "overloaded")
		@RateLimited(limit = "3/1h", key = "client-ip")
		String inline(@RequestParam String overloaded) {
			return overloaded;
		}

		@GetMapping("/annotated/repeated")
		@RateLimited(limit = "5/1h")
		@RateLimited(limit = "3/1h", key = "client-ip")
		String repeated() {
			return "ok";
		}

		@GetMapping("/annotated/meta")
		@Rarely
		String meta() {
			return "ok";
		}

		@GetMapping("/annotated/cost")
		@RateLimited(value = "cost", cost = 10)
		String cost() {
			return "ok";
		}

		@GetMapping("/annotated/forwarding")
		@RateLimitExempt
		void forwarding(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher("/annotated/class").forward(request, response);
		}

		@GetMapping("/annotated/path/{tenant}")
		@RateLimited(limit = "1/1h", key = "path:tenant")
		String path(@PathVariable String tenant) {
			return tenant;
		}

		@GetMapping({ "/annotated/guess/{account}", "/annotated/guess" })
		@RateLimited(limit = "2/1h", key = { "spel:path('account')" })
		void guess() {
			throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
		}

		@PostMapping("/annotated/login")
		@RateLimited(limit = "3/1h", key = "client-ip")
		@RateLimited(limit = "2/1h", key = "#login.email.toLowerCase()")
		String login(@RequestBody Login login) {
			if (!login.email().toLowerCase(Locale.ROOT).startsWith("good")) {
				throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
			}
			return "ok";
		}

		@GetMapping("/annotated/account")
		@RateLimitExempt
		String account(@RequestParam String account) {
			return this.service.account(account);
		}

		@GetMapping("/annotated/priced")
		@RateLimited("priced")
		String priced(@RequestParam String cost, HttpServletResponse response) {
			response.setHeader("X-Cost", cost);
			return "ok";
		}

		@GetMapping("/twice/bean")
		@RateLimitExempt
		String twice() {
			return this.service.twice();
		}

		@GetMapping("/annotated/query")
		@RateLimited(limit = "1/1h", key = "query:tenant")
		String query(@RequestParam String tenant) {
			return tenant;
		}

		@GetMapping("/annotated/service")
		@RateLimitExempt
		String service() {
			return this.service.limited();
		}

	}

	record Login(String email) {

	}

	static class LimitedService {

		@RateLimited(limit = "1/1h", key = "#account")
		String account(String account) {
			return account;
		}

		@RateLimited("twice")
		String twice() {
			return "ok";
		}

		@RateLimited(limit = "1/1h")
		String limited() {
			return "ok";
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@RateLimited(limit = "1/1h")
	@interface Rarely {

	}

}
