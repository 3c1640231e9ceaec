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

package io.github.apisecurity.benchmarks.http.peer;

import io.github.apisecurity.benchmarks.http.plain.Customer;
import io.github.apisecurity.benchmarks.http.plain.CustomerController;
import io.github.apisecurity.benchmarks.http.plain.ResourceServerConfiguration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The hand-written resource server with a rate limit and a masking serializer.
 */
@SpringBootApplication
@EnableCaching
@Import({ ResourceServerConfiguration.class, CustomerController.class })
public class PeerApplication {

	public static void main(String[] args) {
		SpringApplication.run(PeerApplication.class, args);
	}

	@Bean
	JsonMapperBuilderCustomizer masks() {
		return (builder) -> builder.addMixIn(Customer.class, Masks.class);
	}

	interface Masks {

		@JsonSerialize(using = MaskingSerializer.class)
		String email();

		@JsonSerialize(using = MaskingSerializer.class)
		String phone();

		@JsonSerialize(using = MaskingSerializer.class)
		String nationalId();

	}

	/**
	 * Shows the first and the last characters of a text.
	 */
	static final class MaskingSerializer extends StdSerializer<String> {

		MaskingSerializer() {
			super(String.class);
		}

		@Override
		public void serialize(String value, JsonGenerator generator, SerializationContext context) {
			int shown = (value.length() > 8) ? 2 : 0;
			generator.writeString(value.substring(0, shown) + "*".repeat(value.length() - 2 * shown)
					+ value.substring(value.length() - shown));
		}

	}

}
