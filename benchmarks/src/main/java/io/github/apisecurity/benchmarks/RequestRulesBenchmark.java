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

package io.github.apisecurity.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRuleProperties;
import io.github.apisecurity.chain.RequestRules;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;

/**
 * Cost of finding the rule of a request among 1,000, the path being parsed as Spring MVC
 * needs it anyway.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RequestRulesBenchmark {

	private static final int SIZE = 1000;

	/**
	 * How the patterns differ: in the second segment, in the first and the second, or
	 * only behind a variable.
	 */
	@Param({ "SECOND", "MIXED", "BEHIND_VARIABLE" })
	public Shape shape = Shape.SECOND;

	private RequestRules<String> rules = rules(List.of());

	private MockHttpServletRequest request = new MockHttpServletRequest();

	@Setup
	public void createRules() {
		this.rules = rules(IntStream.range(0, SIZE).mapToObj(this.shape::pattern).toList());
		this.request = new MockHttpServletRequest("GET",
				this.shape.pattern(SIZE - 1).replace("{tenant}", "acme").replace("**", "17/lines"));
	}

	private static RequestRules<String> rules(List<String> patterns) {
		RequestRuleFactory factory = new RequestRuleFactory(new StaticListableBeanFactory());
		List<Rule> rules = new ArrayList<>();
		patterns.forEach((pattern) -> {
			Rule rule = new Rule();
			rule.setPattern(pattern);
			rules.add(rule);
		});
		return factory.allMatches("rules", rules, (key, rule) -> key);
	}

	@Benchmark
	public @Nullable String first() {
		return this.rules.first(this.request);
	}

	/**
	 * How patterns differ.
	 */
	public enum Shape {

		/**
		 * In their second segment.
		 */
		SECOND {

			@Override
			String pattern(int index) {
				return "/api/resource" + index + "/**";
			}

		},

		/**
		 * Half of them in the first segment and half in the second.
		 */
		MIXED {

			@Override
			String pattern(int index) {
				return (index % 2 == 0) ? "/service" + index + "/**" : SECOND.pattern(index);
			}

		},

		/**
		 * Behind a variable.
		 */
		BEHIND_VARIABLE {

			@Override
			String pattern(int index) {
				return "/api/{tenant}/resource" + index + "/**";
			}

		};

		abstract String pattern(int index);

	}

	private static final class Rule extends RequestRuleProperties {

	}

}
