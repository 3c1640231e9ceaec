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

package io.github.apisecurity.versioning;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * An API that has had some versions, at noon of 28 November 2026.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class VersionedApi {

	static final String[] LIFECYCLES = { "api-security.versioning.versions[0.8].sunset-at=2027-06-01",
			"api-security.versioning.versions[0.8].after-sunset=brownout",
			"api-security.versioning.versions[0.8].brownouts[0].from=2026-11-28T11:30:00Z",
			"api-security.versioning.versions[0.8].brownouts[0].duration=1h",
			"api-security.versioning.versions[0.9].deprecated-at=2025-01-01",
			"api-security.versioning.versions[0.9].sunset-at=2026-02-03",
			"api-security.versioning.versions[0.9].successor=2.0",
			"api-security.versioning.versions[0.9].after-sunset=gone",
			"api-security.versioning.versions[1.0].deprecated-at=2026-06-01",
			"api-security.versioning.versions[1.0].sunset-at=2027-01-01",
			"api-security.versioning.versions[1.0].successor=2.0",
			"api-security.versioning.versions[1.0].documentation=https://example.com/v1",
			"api-security.masking.properties.*password*=SECRET",
			"api-security.authorization.rules[0].pattern=/backup/**",
			"api-security.authorization.rules[0].access=deny-all", "api-security.authorization.rules[1].pattern=/**",
			"api-security.authorization.rules[1].access=permit-all", "management.endpoints.web.exposure.include=*" };

	static final SseEmitter stream = new SseEmitter(60_000L);

	@Bean
	JwtDecoder jwtDecoder() {
		return TestTokens.decoder();
	}

	@Bean
	Clock clock() {
		return Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);
	}

	@Bean
	RecordingSink recordingSink() {
		return new RecordingSink();
	}

	@Bean
	CustomerNames customerNames() {
		return new CustomerNames();
	}

	@Bean
	CustomerContacts customerContacts() {
		return new CustomerContacts();
	}

	@Bean
	RouterFunction<ServerResponse> parcels() {
		return RouterFunctions.route()
			.GET("/parcels", RequestPredicates.version("0.9"), (request) -> ServerResponse.ok().body("0.9"))
			.GET("/parcels", RequestPredicates.version("2.0"), (request) -> ServerResponse.ok().body("2.0"))
			.GET("/crates", RequestPredicates.version("1.0+"), (request) -> ServerResponse.ok().body("crates"))
			.GET("/places", (request) -> ServerResponse.ok().body("places"))
			.filter((request, next) -> next.handle(request))
			.build();
	}

	@Bean
	BodyLog bodyLog() {
		return new BodyLog();
	}

	/**
	 * Reads all answers, as filters that log or sign them do.
	 */
	static class BodyLog extends OncePerRequestFilter implements Ordered {

		volatile String last = "";

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			if (request.getHeader("X-Log") == null) {
				chain.doFilter(request, response);
				return;
			}
			ContentCachingResponseWrapper wrapper = new ContentCachingResponseWrapper(response);
			chain.doFilter(request, wrapper);
			this.last = new String(wrapper.getContentAsByteArray(), StandardCharsets.UTF_8);
			wrapper.setHeader("X-Signature", "signed");
			wrapper.copyBodyToResponse();
		}

	}

	static class RecordingSink implements SecurityEventSink {

		final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

		@Override
		public void accept(SecurityEvent event) {
			this.events.add(event);
		}

	}

	/**
	 * Until 1.0 there was one name.
	 */
	@VersionChange(from = "1.0", to = "2.0", pattern = "/{version}/customers")
	static class CustomerNames implements ApiVersionChange {

		@Override
		public JsonNode upgradeRequest(JsonNode body) {
			if (body instanceof ObjectNode customer && customer.has("name")) {
				String[] names = customer.remove("name").stringValue("").split(" ", 2);
				customer.put("firstName", names[0]);
				customer.put("lastName", (names.length > 1) ? names[1] : "");
			}
			return body;
		}

		@Override
		public JsonNode downgradeResponse(JsonNode body) {
			if (body instanceof ObjectNode customer) {
				customer.put("name",
						customer.remove("firstName").stringValue() + " " + customer.remove("lastName").stringValue());
			}
			return body;
		}

	}

	/**
	 * Until 2.0 the address of a contact was not in an object.
	 */
	@VersionChange(from = "2.0", to = "3.0", pattern = "/{version}/customers", methods = "GET")
	static class CustomerContacts implements ApiVersionChange {

		@Override
		public JsonNode downgradeResponse(JsonNode body) {
			if (body instanceof ObjectNode customer) {
				customer.set("email", customer.remove("contact").get("email"));
			}
			return body;
		}

	}

	@RestController
	static class Controller {

		@GetMapping(path = { "/orders", "/{version}/orders" }, version = "0.8")
		String orders08() {
			return "0.8";
		}

		@GetMapping(path = { "/orders", "/{version}/orders" }, version = "1.0")
		String orders1() {
			return "1.0";
		}

		@GetMapping(path = { "/orders", "/{version}/orders" }, version = "2.0")
		String orders2() {
			return "2.0";
		}

		@GetMapping(path = "/failing", version = "1.0")
		String failing() {
			throw new IllegalStateException("secret");
		}

		@GetMapping("/legacy")
		ModelAndView legacy() {
			return new ModelAndView("forward:/orders");
		}

		@GetMapping("/plain")
		String plain() {
			return "plain";
		}

		@GetMapping("/old")
		@ApiDeprecated(since = "2026-03-01", sunset = "2026-10-01", successor = "/plain",
				documentation = "https://example.com/old")
		String old() {
			return "old";
		}

		@GetMapping(path = "/stream/customers", version = "1.0+")
		SseEmitter stream() throws IOException {
			stream.send("first");
			return stream;
		}

		@GetMapping(path = "/noticed", version = "0.9")
		@ApiDeprecated(since = "2026-03-01")
		String noticed() {
			return "noticed";
		}

		@GetMapping("/ended")
		@ApiDeprecated(since = "2026-03-01", sunset = "2026-10-01", successor = "/plain",
				afterSunset = AfterSunset.GONE)
		String ended() {
			return "ended";
		}

		@GetMapping(path = { "/{any}/customers" }, version = "1.0+")
		Customer customer() {
			return new Customer("Ada", "Lovelace", "41012345321", new Contact("ada@example.com"));
		}

		@GetMapping(path = { "/async/customers" }, version = "1.0+")
		Callable<Customer> asyncCustomer() {
			return this::customer;
		}

		@PostMapping(path = { "/{any}/customers" }, version = "1.0+")
		Customer create(@Valid @RequestBody NewCustomer customer) {
			return new Customer(customer.firstName(), customer.lastName(), "41012345321", new Contact("a@example.com"));
		}

		@PostMapping(path = "/amount/customers", version = "1.0+")
		Map<String, Object> amount(@RequestBody Map<String, BigDecimal> amounts) {
			return Map.of("firstName", "Ada", "lastName", "Lovelace", "amount", amounts.get("amount"));
		}

		@GetMapping(path = "/error/customers", version = "1.0+")
		ResponseEntity<Map<String, String>> error() {
			return ResponseEntity.status(409).body(Map.of("reason", "own"));
		}

		@GetMapping(path = "/odd/customers", version = "1.0+")
		void odd(HttpServletResponse response) throws IOException {
			response.setContentType("odd");
			response.getWriter().write("odd");
		}

		@GetMapping(path = "/x/customers/text", version = "1.0+", produces = MediaType.TEXT_PLAIN_VALUE)
		String text() {
			return "text";
		}

	}

	abstract static class Inherited {

		@GetMapping
		String inherited() {
			return "inherited";
		}

	}

	@RestController
	@RequestMapping(path = "/inherited/versioned", version = "2.0")
	static class VersionedHeir extends Inherited {

	}

	@RestController
	@RequestMapping("/inherited/plain")
	static class PlainHeir extends Inherited {

	}

	record Customer(String firstName, String lastName, @Masked(MaskType.NATIONAL_ID) String nationalId,
			Contact contact) {

	}

	record Contact(@Masked(MaskType.EMAIL) String email) {

	}

	record NewCustomer(@NotBlank String firstName, @NotBlank String lastName, @Nullable String password) {

	}

}
