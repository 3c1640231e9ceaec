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

package com.example.vault;

import io.github.apisecurity.encryption.jpa.Encrypted;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The slice of the repositories encrypts as the application does.
 */
@DataJpaTest(properties = { "spring.sql.init.mode=never", "api-security.encryption.active-key=test",
		"api-security.encryption.keys.test=0yzxgMjD+3wbPIE4ntPxKP3CrEMjbBv5X9aSGfKjHYo=" })
class EncryptedSliceTests {

	@Autowired
	private TestEntityManager entities;

	@Autowired
	private JdbcTemplate jdbc;

	@Test
	void whenSavedIsEncryptedInItsTable() {
		this.entities.persistAndFlush(new Note(1, "private"));
		this.entities.clear();
		assertThat(this.jdbc.queryForObject("select text from note", String.class)).doesNotContain("private");
		assertThat(this.entities.find(Note.class, 1).text).isEqualTo("private");
	}

	@Entity(name = "note")
	static class Note {

		@Id
		private int id;

		@Encrypted
		private String text;

		protected Note() {
		}

		Note(int id, String text) {
			this.id = id;
			this.text = text;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class VaultApplication {

	}

}
