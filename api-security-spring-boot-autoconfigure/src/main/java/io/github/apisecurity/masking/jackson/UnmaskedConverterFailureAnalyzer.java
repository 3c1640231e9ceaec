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

package io.github.apisecurity.masking.jackson;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link UnmaskedConverterException}.
 */
class UnmaskedConverterFailureAnalyzer extends AbstractFailureAnalyzer<UnmaskedConverterException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnmaskedConverterException cause) {
		String description = "The message converter " + cause.getConverter().getClass().getName() + " writes "
				+ cause.getConverter().getSupportedMediaTypes() + " without masking.";
		String action = "Remove the converter and let Spring Boot create it, define it as a bean of exactly the type "
				+ "JacksonJsonHttpMessageConverter, or set 'api-security.masking.enabled' to false to send everything "
				+ "as it is.";
		return new FailureAnalysis(description, action, cause);
	}

}
