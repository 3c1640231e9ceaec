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

import java.util.List;

import io.github.apisecurity.test.ApiJwt;
import io.github.apisecurity.test.WithApiJwt;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application as {@code docs/testing.md} shows them.
 */
@WebMvcTest
class OrderTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	@WithApiJwt(value = "alice", claims = """
			{"roles": ["EDITOR"]}""")
	void whenCallerIsEditorCreatesTheOrder() {
		assertThat(this.mvc.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).content("""
				{"item": "tea", "quantity": 2}""")).hasStatus(201);
	}

	@Test
	@WithApiJwt("alice")
	void whenCallerIsNoEditorIsForbidden() {
		assertThat(this.mvc.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).content("""
				{"item": "tea", "quantity": 2}""")).hasStatus(403);
	}

	@Test
	void whenThereIsNoTokenIsUnauthorized() {
		assertThat(this.mvc.get().uri("/orders/1")).hasStatus(401);
	}

	@Test
	void whenOneRequestHasATokenThatCallerIsTheOwner() {
		assertThat(this.mvc.get().uri("/orders/1").with(ApiJwt.of("bob").claim("roles", List.of("EDITOR"))))
			.hasStatusOk()
			.bodyJson()
			.extractingPath("$.owner")
			.isEqualTo("bob");
	}

	@Test
	@WithApiJwt(value = "alice", authorities = "ROLE_EDITOR")
	void whenContentIsInvalidNamesTheField() {
		assertThat(this.mvc.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).content("""
				{"item": "", "quantity": 2}""")).hasStatus(400)
			.bodyJson()
			.extractingPath("$.errors[0].pointer")
			.isEqualTo("#/item");
	}

	@Test
	@WithApiJwt("limited")
	void whenTheLimitIsUsedUpIsTooManyRequests() {
		assertThat(this.mvc.get().uri("/orders/export")).hasStatusOk();
		assertThat(this.mvc.get().uri("/orders/export")).hasStatus(429).containsHeader("Retry-After");
	}

}
