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

package io.github.apisecurity.problem;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.annotation.ResponseStatusExceptionResolver;

/**
 * Puts the {@link ProblemExceptionResolver}, if all errors are problems, behind the
 * application's {@code @ExceptionHandler} methods, which have the first word, and before
 * the resolvers that send a bare status.
 *
 * @param exceptionResolver for all errors, if they are answered here
 * @param refusalResolver for refusals
 */
record ProblemWebMvcConfigurer(@Nullable ProblemExceptionResolver exceptionResolver,
		RefusalExceptionResolver refusalResolver) implements WebMvcConfigurer {

	@Override
	public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
		if (this.exceptionResolver != null) {
			int index = 0;
			while (index < resolvers.size() && !(resolvers.get(index) instanceof ResponseStatusExceptionResolver)) {
				index++;
			}
			resolvers.add(index, this.exceptionResolver);
		}
		resolvers.add(0, this.refusalResolver);
	}

}
