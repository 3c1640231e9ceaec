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

package io.github.apisecurity.sample;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Answers a lost race for a row, and a constraint only the database can check, with a
 * conflict.
 */
@Component
class PersistenceProblemMapper implements ProblemMapper {

	@Override
	public @Nullable Problem map(Exception exception) {
		if (exception instanceof ConcurrencyFailureException || exception instanceof DataIntegrityViolationException) {
			return Problem.of(ProblemType.CONFLICT);
		}
		return null;
	}

}
