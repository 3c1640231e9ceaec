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

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemCustomizer;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProblemConfiguration {

	@Bean
	ProblemMapper soldOutProblemMapper() {
		ProblemType soldOut = new ProblemType("sold-out", 409, "Sold Out", "The item is sold out.");
		return (exception) -> (exception instanceof SoldOutException) ? Problem.of(soldOut) : null;
	}

	@Bean
	ProblemCustomizer supportProblemCustomizer() {
		return (problem) -> problem.setProperty("support", "https://shop.example.com/support");
	}

}
