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

package io.github.apisecurity.problem.jetty;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * Maps what Jetty refuses while it reads a request for the application, such as a form
 * with too many fields: what is wrong with the request is no failure of the server.
 */
class JettyProblemMapper implements ProblemMapper {

	@Override
	public @Nullable Problem map(Exception exception) {
		int status = 0;
		// The cause knows best: 413 in 400.
		for (Throwable cause = exception; cause instanceof HttpException refusal; cause = cause.getCause()) {
			status = refusal.getCode();
		}
		return (status >= 400 && status < 500) ? Problem.of(ProblemType.forStatus(status)) : null;
	}

}
