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

import java.util.UUID;

import io.github.apisecurity.encryption.jpa.BlindIndex;
import io.github.apisecurity.encryption.jpa.Encrypted;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

@Entity
class Customer {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@Version
	private int version;

	private String name;

	private String email;

	/**
	 * Whom the keys of personal data are for; says nothing about the person.
	 */
	@Column(updatable = false)
	private String reference;

	@Encrypted(subject = "reference")
	private @Nullable String phone;

	@Encrypted
	@BlindIndex(normalization = BlindIndex.Normalization.NUMBER)
	private String nationalId;

	/**
	 * The {@code sub} claim of the tokens that act for this customer.
	 */
	private @Nullable String subject;

	@SuppressWarnings("NullAway.Init")
	protected Customer() {
	}

	Customer(String name, String email, String phone, String nationalId) {
		this.reference = UUID.randomUUID().toString();
		this.name = name;
		this.email = email;
		this.phone = phone;
		this.nationalId = nationalId;
	}

	void change(String name, String email, String phone, String nationalId) {
		this.name = name;
		this.email = email;
		this.phone = phone;
		this.nationalId = nationalId;
	}

	@Nullable Long getId() {
		return this.id;
	}

	String getName() {
		return this.name;
	}

	String getEmail() {
		return this.email;
	}

	String getReference() {
		return this.reference;
	}

	@Nullable String getPhone() {
		return this.phone;
	}

	String getNationalId() {
		return this.nationalId;
	}

}
