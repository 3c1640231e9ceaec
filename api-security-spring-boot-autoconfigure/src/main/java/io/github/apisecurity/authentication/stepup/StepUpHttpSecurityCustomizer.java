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

package io.github.apisecurity.authentication.stepup;

import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.problem.ProblemWriter;

import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Adds {@link StepUpFilter} to every chain, after the caller is known.
 */
class StepUpHttpSecurityCustomizer implements Customizer<HttpSecurity> {

	private final List<StepUpRule> rules;

	private final StepUpEvaluator evaluator;

	private final ProblemWriter problemWriter;

	private final AuthorizationEventPublisher events;

	StepUpHttpSecurityCustomizer(List<StepUpRule> rules, StepUpEvaluator evaluator, ProblemWriter problemWriter,
			AuthorizationEventPublisher events) {
		this.rules = List.copyOf(rules);
		this.evaluator = evaluator;
		this.problemWriter = problemWriter;
		this.events = events;
	}

	@Override
	public void customize(HttpSecurity http) {
		PathPatternRequestMatcher.Builder matchers = http.getSharedObject(PathPatternRequestMatcher.Builder.class);
		List<StepUpFilter.Entry> entries = new ArrayList<>();
		for (StepUpRule rule : this.rules) {
			if (rule.methods().isEmpty()) {
				entries.add(new StepUpFilter.Entry(matchers.matcher(rule.pattern()), rule.requirement()));
			}
			for (HttpMethod method : rule.methods()) {
				entries.add(new StepUpFilter.Entry(matchers.matcher(method, rule.pattern()), rule.requirement()));
			}
		}
		http.addFilterBefore(new StepUpFilter(entries, this.evaluator, this.problemWriter, this.events),
				AuthorizationFilter.class);
	}

}
