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

package com.example.clinic.projection;

import io.github.apisecurity.masking.Masked;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.CrudRepository;
import org.springframework.data.rest.core.annotation.RepositoryRestResource;
import org.springframework.data.rest.core.config.Projection;

/**
 * Serves an entity by an excerpt that is masked.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableJpaRepositories(considerNestedRepositories = true)
public class ProjectionApplication {

	/**
	 * What is served.
	 */
	@Entity(name = "patient")
	public static class Patient {

		@Id
		private Long id;

		private String name;

		public String getName() {
			return this.name;
		}

	}

	/**
	 * What is shown of it.
	 */
	@Projection(name = "short", types = Patient.class)
	public interface ShortPatient {

		@Masked
		String getName();

	}

	/**
	 * Serves it.
	 */
	@RepositoryRestResource(excerptProjection = ShortPatient.class)
	public interface PatientRepository extends CrudRepository<Patient, Long> {

	}

}
