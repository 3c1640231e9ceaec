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

package com.example.library;

import io.github.apisecurity.authorization.AccessReport;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.CrudRepository;
import org.springframework.http.MediaType;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Data REST has converters and handler mappings of its own: it starts, and what
 * they say that they read is read.
 */
@SpringBootTest(properties = { "api-security.authorization.linter=fail",
		"api-security.authorization.rules[0].pattern=/books/**",
		"api-security.authorization.rules[0].access=authenticated" })
@AutoConfigureMockMvc
@WithMockUser
class DataRestTests {

	private static final MediaType URI_LIST = MediaType.parseMediaType("text/uri-list");

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private AccessReport report;

	@Test
	void whenAssociationIsSentAsListOfUrisIsStored() {
		create("/authors", "{\"name\": \"Ada\"}");
		create("/books", "{\"name\": \"Notes\"}");
		assertThat(this.mvc.put().uri("/books/1/author").contentType(URI_LIST).content("http://localhost/authors/1"))
			.hasStatus(204);
		assertThat(this.mvc.get().uri("/books/1/author")).hasStatusOk().bodyText().contains("Ada");
	}

	@Test
	void whenNothingThereReadsListsOfUrisRefusesThem() {
		assertThat(this.mvc.put().uri("/shelves/1/author").contentType(URI_LIST).content("http://localhost/authors/1"))
			.hasStatus(415);
	}

	@Test
	void whenRepositoriesAreExportedTheyAreInTheReport() {
		assertThat(this.report.endpoints()).anyMatch((endpoint) -> endpoint.pattern().equals("/{repository}")
				&& endpoint.decidedBy().contains("api-security.authorization.rules[0]"));
	}

	private void create(String path, String json) {
		assertThat(this.mvc.post().uri(path).contentType(MediaType.APPLICATION_JSON).content(json)).hasStatus(201);
	}

	@Entity(name = "author")
	public static class Author {

		@Id
		@GeneratedValue
		private Long id;

		private String name;

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

	@Entity(name = "book")
	public static class Book {

		@Id
		@GeneratedValue
		private Long id;

		private String name;

		@ManyToOne
		private Author author;

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public Author getAuthor() {
			return this.author;
		}

		public void setAuthor(Author author) {
			this.author = author;
		}

	}

	public interface AuthorRepository extends CrudRepository<Author, Long> {

	}

	public interface BookRepository extends CrudRepository<Book, Long> {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableJpaRepositories(considerNestedRepositories = true)
	static class LibraryApplication {

	}

}
