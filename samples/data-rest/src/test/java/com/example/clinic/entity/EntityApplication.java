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

package com.example.clinic.entity;

import io.github.apisecurity.masking.Masked;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.CrudRepository;

/**
 * Serves a masked entity.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableJpaRepositories(considerNestedRepositories = true)
public class EntityApplication {

	/**
	 * What is served.
	 */
	@Entity(name = "patient")
	public static class Patient {

		@Id
		private Long id;

		@Masked
		private String name;

		public String getName() {
			return this.name;
		}

	}

	/**
	 * Serves it.
	 */
	public interface PatientRepository extends CrudRepository<Patient, Long> {

	}

}
