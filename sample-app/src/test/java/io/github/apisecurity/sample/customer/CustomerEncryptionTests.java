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

import java.util.List;
import java.util.Map;

import io.github.apisecurity.encryption.DecryptionException;
import io.github.apisecurity.encryption.jpa.Reencryption;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that national identity numbers and account numbers are encrypted in the database
 * and found nevertheless.
 */
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:encryption")
class CustomerEncryptionTests {

	@Autowired
	private CustomerRepository customers;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private Reencryption reencryption;

	@Test
	void whenApplicationHasStartedNoNumberIsReadableInTheDatabase() {
		assertThat(this.jdbc.queryForList("select national_id from customer", String.class)).hasSizeGreaterThan(5)
			.allSatisfy((stored) -> assertThat(stored).startsWith("aps1.g.sample."));
		assertThat(this.jdbc.queryForList("select iban from account", String.class)).hasSizeGreaterThan(5)
			.allSatisfy((stored) -> assertThat(stored).startsWith("aps1.g.sample."));
		assertThat(this.reencryption.count()).hasSize(3)
			.allSatisfy((attribute, values) -> assertThat(values).containsEntry("plaintext", 0L));
	}

	@Test
	void whenNumberIsSearchedFindsTheCustomer() {
		assertThat(this.customers.findByNationalId("410 1234 5321")).get()
			.extracting(Customer::getName)
			.isEqualTo("Alice Carter");
		assertThat(this.customers.findByNationalId("41012345322")).isEmpty();
		assertThat(this.customers.findNamesByNationalIds(List.of("52098765432", "41012345321")))
			.containsExactly("Alice Carter", "Bob Fisher");
	}

	@Test
	void whenNumberIsStoredTwiceIsRefused() {
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> this.customers
			.saveAndFlush(new Customer("Twin", "twin@example.com", "+12025550199", "4101-2345-321")));
	}

	@Test
	void whenNumberOfAnAccountIsMovedToACustomerDoesNotDecrypt() {
		Map<String, Object> row = this.jdbc
			.queryForMap("select id, national_id from customer where name = 'Erik Olsen'");
		this.jdbc.update("update customer set national_id = (select iban from account where id = 1) where id = ?",
				row.get("id"));
		assertThatException().isThrownBy(() -> this.customers.findById((Long) row.get("id")))
			.withStackTraceContaining(DecryptionException.class.getName())
			.withStackTraceContaining("customer.national_id");
		this.jdbc.update("update customer set national_id = ? where id = ?", row.get("national_id"), row.get("id"));
	}

}
