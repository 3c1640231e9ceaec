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

package io.github.apisecurity.encryption.jdbc;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.SubjectKeyStore.SubjectKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JdbcSubjectKeyStore}.
 */
class JdbcSubjectKeyStoreTests {

	private final SingleConnectionDataSource dataSource = new SingleConnectionDataSource("jdbc:h2:mem:subjects", true);

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	private final List<String> events = new ArrayList<>();

	private final SecurityEventPublisher publisher = (type, reason, details) -> this.events
		.add(type.id() + " " + reason + " " + details);

	private final AtomicLong time = new AtomicLong(1_800_000_000_000L);

	private final JdbcSubjectKeyStore store = new JdbcSubjectKeyStore(this.jdbc, this.publisher, this.time::get);

	private final JdbcSubjectKeyStore otherNode = new JdbcSubjectKeyStore(this.jdbc, this.publisher, this.time::get);

	@BeforeEach
	void create() {
		this.jdbc.execute("create table api_security_subject_key (id varchar(32) primary key, "
				+ "subject varchar(255) unique, subject_key varchar(64))");
	}

	@AfterEach
	void close() {
		this.dataSource.destroy();
	}

	@Test
	void whenKeyIsAskedForAgainIsTheSame() {
		SubjectKey key = this.store.findOrCreate("zoe");
		assertThat(key.id()).matches("[0-9a-f]{32}");
		assertThat(key.key()).hasSize(32);
		assertThat(this.otherNode.findOrCreate("zoe").key()).isEqualTo(key.key());
		assertThat(this.otherNode.findById(key.id()).key()).isEqualTo(key.key());
		assertThat(this.store.findOrCreate("bob").key()).isNotEqualTo(key.key());
		assertThat(key.toString()).doesNotContain(HexFormat.of().formatHex(key.key()));
	}

	@Test
	void whenKeyIsDestroyedIsGoneHereAtOnceAndElsewhereAfterHalfAMinute() {
		SubjectKey key = this.store.findOrCreate("zoe");
		assertThat(this.store.findById(key.id())).isNotNull();
		assertThat(this.otherNode.findById(key.id())).isNotNull();
		assertThat(this.store.destroy("zoe")).isTrue();
		assertThat(this.store.destroy("zoe")).isFalse();
		assertThat(this.store.findById(key.id())).isNull();
		assertThat(this.otherNode.findById(key.id())).isNotNull();
		this.time.addAndGet(30_001);
		assertThat(this.otherNode.findById(key.id())).isNull();
		assertThat(this.jdbc.queryForList("select * from api_security_subject_key where id = ?", key.id()).toString())
			.doesNotContain("zoe");
		assertThat(this.events).containsExactly("crypt_admin subject_forgotten {}");
	}

	@Test
	void whenPersonWasJustForgottenNobodyWritesTheValuesAgain() {
		SubjectKey key = this.store.findOrCreate("zoe");
		this.store.findOrCreate("bob");
		this.store.destroy("zoe");
		assertThatIllegalStateException().isThrownBy(() -> this.otherNode.findOrCreate("zoe"));
		this.time.addAndGet(590_000);
		assertThatIllegalStateException().isThrownBy(() -> this.store.findOrCreate("zoe"));
		assertThat(this.store.findOrCreate("eve").id()).isNotEqualTo(key.id());
		this.time.addAndGet(20_000);
		assertThat(this.otherNode.findOrCreate("zoe").id()).isNotEqualTo(key.id());
		this.store.destroy("bob");
		assertThat(this.jdbc.queryForMap("select * from api_security_subject_key where id = ?", key.id()))
			.containsEntry("subject", null)
			.containsEntry("subject_key", null);
	}

	@Test
	void whenDatabaseTakesTwoPersonsForTheSameIsRefused() {
		this.jdbc.execute("alter table api_security_subject_key alter column subject varchar_ignorecase(255)");
		SubjectKey key = this.store.findOrCreate("zoe");
		assertThatIllegalStateException().isThrownBy(() -> this.store.findOrCreate("ZOE"))
			.withMessageContaining("case");
		assertThatIllegalStateException().isThrownBy(() -> this.store.destroy("ZOE"));
		assertThat(this.store.findById(key.id())).isNotNull();
	}

	@Test
	void whenPersonIsNamedAsTheForgottenAreIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.findOrCreate("forgotten 0"));
	}

	@Test
	void whenKeyNeverExistedIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.findById("0".repeat(32)));
	}

}
