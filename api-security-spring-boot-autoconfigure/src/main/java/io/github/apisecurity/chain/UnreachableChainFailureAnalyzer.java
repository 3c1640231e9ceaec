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

package io.github.apisecurity.chain;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.UnreachableFilterChainException;

/**
 * Names the filter chain that no request reaches, and the one before it.
 */
class UnreachableChainFailureAnalyzer extends AbstractFailureAnalyzer<UnreachableFilterChainException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnreachableFilterChainException cause) {
		return new FailureAnalysis(
				"No request reaches this filter chain:\n\n    " + describe(cause.getUnreachableFilterChain())
						+ "\n\nsince this one comes first and takes all of its requests:\n\n    "
						+ describe(cause.getFilterChain()) + "\n",
				"Give the chain that is for some paths only a 'securityMatcher' and a lower '@Order' than the other, or "
						+ "make one of both.",
				cause);
	}

	private static String describe(SecurityFilterChain chain) {
		// The filters say nothing about which requests are theirs.
		return chain.toString().replaceFirst("(?s) and having filters .*", "");
	}

}
