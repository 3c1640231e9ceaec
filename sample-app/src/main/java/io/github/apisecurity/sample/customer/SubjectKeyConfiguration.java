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

package io.github.apisecurity.sample.customer;

import javax.sql.DataSource;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.jdbc.JdbcSubjectKeyStore;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

/**
 * Keeps the keys of customers in a database of their own, which is in no dump of the
 * bank's. Here it is in memory, as the bank's is.
 */
@Configuration(proxyBeanMethods = false)
class SubjectKeyConfiguration {

	@Bean(defaultCandidate = false)
	@Qualifier("keys")
	DataSource subjectKeys() {
		return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.addScript("subject-keys.sql")
			.build();
	}

	@Bean
	JdbcSubjectKeyStore subjectKeyStore(@Qualifier("keys") DataSource subjectKeys, SecurityEventPublisher publisher) {
		return new JdbcSubjectKeyStore(new JdbcTemplate(subjectKeys), publisher);
	}

}
