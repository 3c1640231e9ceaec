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

import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.WriteBack;

import static io.github.apisecurity.masking.MaskType.NATIONAL_ID;

/**
 * What a client may change of a customer.
 */
public class CustomerForm {

	private String name;

	@Masked(value = NATIONAL_ID, writeBack = WriteBack.KEEP)
	private String nationalId;

	public CustomerForm(String name, String nationalId) {
		this.name = name;
		this.nationalId = nationalId;
	}

	public String getName() {
		return this.name;
	}

	public void setName(String name) {
		this.name = name;
	}

	public String getNationalId() {
		return this.nationalId;
	}

	public void setNationalId(String nationalId) {
		this.nationalId = nationalId;
	}

}
