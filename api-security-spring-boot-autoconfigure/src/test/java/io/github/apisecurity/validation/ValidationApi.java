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

package io.github.apisecurity.validation;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonView;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.validation.text.NoHtml;
import jakarta.persistence.Entity;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.core.Ordered;
import org.springframework.data.domain.Pageable;
import org.springframework.data.web.PageableDefault;
import org.springframework.data.web.ProjectedPayload;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.validation.ValidationUtils;
import org.springframework.validation.Validator;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * An API that can go wrong in every way.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ValidationApi {

	@Bean
	JwtDecoder jwtDecoder() {
		return TestTokens.decoder();
	}

	/**
	 * Outside of everything, as the filters of a monitoring agent are.
	 */
	@Bean
	FilterRegistrationBean<Filter> outsideFilter() {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
			switch (((HttpServletRequest) request).getRequestURI()) {
				case "/outside/sending" -> ((HttpServletResponse) response).sendError(503, "canary");
				case "/outside/failing" -> throw new IllegalStateException("canary");
				default -> chain.doFilter(request, response);
			}
		});
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	@Bean
	ServletRegistrationBean<HttpServlet> uploads() {
		return new ServletRegistrationBean<>(new HttpServlet() {
			@Override
			protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
				request.getInputStream().readAllBytes();
			}
		}, "/uploads/*");
	}

	@Bean
	StaticMessageSource messageSource() {
		Properties texts = new Properties();
		texts.setProperty("shape.message", "is round or square");
		StaticMessageSource messages = new StaticMessageSource();
		messages.setCommonMessages(texts);
		return messages;
	}

	@RestController
	static class ValidationController {

		@PostMapping("/items")
		Item create(@Valid @RequestBody Item item) {
			return item;
		}

		@PostMapping("/lenient")
		LenientItem createLenient(@RequestBody LenientItem item) {
			return item;
		}

		@PostMapping("/lenient-list")
		LenientItem createLenient(@RequestBody List<LenientItem[]> items) {
			return items.get(0)[0];
		}

		@PostMapping("/lenient-view")
		ViewedItem createLenientView(@RequestBody @JsonView(ViewedItem.Seen.class) ViewedItem item) {
			return item;
		}

		@PostMapping("/texts")
		String createText(@RequestBody String text) {
			return "read " + text.length();
		}

		@PostMapping(path = "/tables", consumes = "text/csv")
		String createTable(@RequestBody String table) {
			return "read " + table.length();
		}

		@PostMapping("/anything")
		String createAnything(@RequestBody Object anything) {
			return "read";
		}

		@PostMapping("/entities")
		String createEntity(@RequestBody Row row) {
			return "read";
		}

		@PostMapping("/projections")
		String createProjection(@RequestBody Projection projection) {
			return "read";
		}

		@PostMapping("/forms")
		String createForm(@RequestParam(required = false) String name) {
			return "read";
		}

		@GetMapping("/items/{id}")
		Map<String, Integer> get(@PathVariable int id) {
			return Map.of("id", id);
		}

		@GetMapping("/search")
		String search(@RequestParam String term, @RequestParam(required = false) List<String> tags) {
			return "found";
		}

		@GetMapping("/pages")
		String page(Pageable pageable) {
			return "page " + pageable.getPageSize();
		}

		@GetMapping("/large-pages")
		String largePage(@PageableDefault(size = 500) Pageable pageable) {
			return "page " + pageable.getPageSize();
		}

		@GetMapping("/orders")
		String orders(@Qualifier("orders") Pageable pageable) {
			return "page " + pageable.getPageSize();
		}

		@GetMapping("/status/{status}")
		String status(@PathVariable int status) {
			throw new ResponseStatusException(HttpStatus.valueOf(status));
		}

		@GetMapping("/failing")
		String fail() {
			throw new IllegalStateException("canary select * from users");
		}

		@GetMapping("/failing-later")
		Callable<String> failLater() {
			return this::fail;
		}

		@GetMapping("/failing-deferred")
		DeferredResult<String> failDeferred() {
			DeferredResult<String> result = new DeferredResult<>();
			result.setErrorResult(new IllegalStateException("canary"));
			return result;
		}

		@GetMapping("/timing-out")
		DeferredResult<String> timeOut() {
			return new DeferredResult<>(50L);
		}

		@GetMapping("/failing-after-writer")
		void failAfterWriter(HttpServletResponse response) throws IOException {
			response.setHeader("Cache-Control", "public, max-age=3600");
			response.setHeader("ETag", "\"canary\"");
			response.getWriter().write("canary");
			throw new IllegalStateException("canary");
		}

		@GetMapping("/failing-after-flush")
		void failAfterFlush(HttpServletResponse response) throws IOException {
			response.getWriter().write("half");
			response.flushBuffer();
			throw new IllegalStateException("canary");
		}

		@GetMapping("/refusing-after-flush")
		void refuseAfterFlush(HttpServletResponse response) throws IOException {
			response.getWriter().write("half");
			response.flushBuffer();
			throw new ResponseStatusException(HttpStatus.CONFLICT);
		}

		@GetMapping("/timing-out-stream")
		SseEmitter timingOutStream() throws IOException {
			SseEmitter emitter = new SseEmitter(100L);
			emitter.send("first");
			return emitter;
		}

		@GetMapping("/failing-in-stream")
		Unwritable failInStream() {
			return new Unwritable("half".repeat(100_000));
		}

		@GetMapping("/coded")
		String coded(@RequestParam @Pattern(regexp = "[0-9]{4}") String code) {
			return "coded";
		}

		@GetMapping("/failing-conversion")
		Unwritable failConversion() {
			return new Unwritable("canary");
		}

		@GetMapping(path = "/json-only", produces = MediaType.APPLICATION_JSON_VALUE)
		Map<String, String> jsonOnly() {
			return Map.of();
		}

		@GetMapping("/administration")
		@PreAuthorize("hasRole('ADMIN')")
		String administer() {
			return "done";
		}

	}

	record Item(@NotBlank @Size(max = 10) String name, Integer count, List<@Valid Part> parts,
			Map<String, @Valid Part> named) {

	}

	record Part(@NoHtml String label, @Size(max = 3, message = "'${validatedValue}' is longer than {max}") String code,
			@Pattern(regexp = "#[0-9a-f]{6}") String color,
			@Pattern(regexp = "^[smlx]{1,4}$", message = "must match {regexp}") String size,
			@Pattern(regexp = "round|square", message = "{shape.message}") String shape) {

	}

	@LenientJson
	record LenientItem(String name, int count) {

	}

	@LenientJson
	record ViewedItem(@JsonView(Seen.class) String name, @JsonView(Hidden.class) Boolean admin) {

		interface Seen {

		}

		interface Hidden {

		}

	}

	/**
	 * Has a validator that leaves the texts to a message source, which has none.
	 */
	@RestController
	static class NamedController {

		@InitBinder
		void init(WebDataBinder binder) {
			binder.addValidators(Validator.forInstanceOf(Named.class,
					(named, errors) -> ValidationUtils.rejectIfEmpty(errors, "name", "name.empty")));
		}

		@GetMapping("/named")
		String named(@Valid Named named) {
			return "found";
		}

	}

	record Named(String name) {

	}

	abstract static class Search<F> {

		@GetMapping
		String find(F filter) {
			return "found";
		}

	}

	@RestController
	@RequestMapping("/tagged-once")
	static class TaggedOnceController extends Search<TaggedOnce> {

	}

	@RestController
	@RequestMapping("/tagged")
	static class TaggedController extends Search<Tagged> {

	}

	record TaggedOnce(String tag) {

	}

	record Tagged(List<String> tag) {

	}

	record Unwritable(String first) {

		@JsonProperty("second")
		String second() {
			throw new IllegalStateException("canary");
		}

	}

	@Entity
	static class Row {

		public String owner;

	}

	@ProjectedPayload
	interface Projection {

		String getName();

	}

}
