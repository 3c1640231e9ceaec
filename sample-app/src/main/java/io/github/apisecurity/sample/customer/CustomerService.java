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

import java.util.Optional;
import java.util.Set;

import io.github.apisecurity.encryption.SubjectKeyStore;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/**
 * Finds and changes customers.
 */
@Service
@Transactional(readOnly = true)
public class CustomerService {

	/**
	 * An allow-list, because the order of rows would tell what the mask hides.
	 */
	private static final Set<String> SORTABLE = Set.of("id", "name");

	private final CustomerRepository customers;

	private final SubjectKeyStore subjectKeys;

	CustomerService(CustomerRepository customers, SubjectKeyStore subjectKeys) {
		this.customers = customers;
		this.subjectKeys = subjectKeys;
	}

	Page<CustomerView> findAll(Pageable pageable) {
		if (!pageable.getSort().stream().map(Sort.Order::getProperty).allMatch(SORTABLE::contains)) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Customers can be sorted by id and name.");
		}
		return this.customers.findAll(pageable).map(CustomerView::of);
	}

	CustomerView findById(long id) {
		return CustomerView.of(find(id));
	}

	@Transactional
	CustomerView create(CustomerRequest request) {
		Customer customer = new Customer(request.name(), request.email(), request.phone(), request.nationalId());
		return CustomerView.of(this.customers.save(customer));
	}

	@Transactional
	CustomerView update(long id, CustomerRequest request) {
		Customer customer = find(id);
		customer.change(request.name(), request.email(), request.phone(), request.nationalId());
		return CustomerView.of(customer);
	}

	/**
	 * Find the customer a token acts for.
	 * @param subject the subject of the token
	 * @return the identifier of the customer, if the subject acts for one
	 */
	public Optional<Long> findIdBySubject(String subject) {
		return this.customers.findIdBySubject(subject);
	}

	/**
	 * Count the customers.
	 * @return the number of customers
	 */
	public long count() {
		return this.customers.count();
	}

	/**
	 * Delete a customer.
	 * @param id the identifier of the customer
	 */
	@Transactional
	public void delete(long id) {
		this.customers.delete(find(id));
	}

	CustomerView findByNationalId(String nationalId) {
		return this.customers.findByNationalId(nationalId)
			.map(CustomerView::of)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

	/**
	 * Make the personal data of a customer unreadable, also in each copy of the database.
	 * @param id the identifier of the customer
	 */
	public void forget(long id) {
		this.subjectKeys.destroy(find(id).getReference());
	}

	private Customer find(long id) {
		return this.customers.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
