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

package io.github.apisecurity.config;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConditionalOnValue @ConditionalOnValue}.
 */
class ConditionalOnValueTests {

	@ParameterizedTest
	@CsvSource({ "bucket4j,true", "BUCKET4J,true", "bucket-4j,true", "Bucket_4J,true", "${other:bucket4j},true",
			"redis,false", "bucket,false" })
	void whenValueBindsToTheConstantMatches(String value, boolean expected) {
		new ApplicationContextRunner().withUserConfiguration(OnBucket4j.class)
			.withPropertyValues("some.store=" + value)
			.run((context) -> assertThat(context.containsBean("bean")).isEqualTo(expected));
	}

	@Configuration(proxyBeanMethods = false)
	static class OnBucket4j {

		@Bean
		@ConditionalOnValue(name = "some.store", value = "bucket4j")
		String bean() {
			return "bean";
		}

	}

}
