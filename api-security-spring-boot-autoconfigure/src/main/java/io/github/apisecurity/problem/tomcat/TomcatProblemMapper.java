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

package io.github.apisecurity.problem.tomcat;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;

/**
 * Maps what Tomcat throws when the body or the parameters of a request are read.
 */
class TomcatProblemMapper implements ProblemMapper {

	@Override
	public @Nullable Problem map(Exception exception) {
		if (exception instanceof InvalidParameterException invalid) {
			return Problem.of(ProblemType.forStatus(invalid.getErrorCode()));
		}
		if (exception instanceof BadRequestException) {
			return Problem.of(ProblemType.BAD_REQUEST);
		}
		return null;
	}

}
