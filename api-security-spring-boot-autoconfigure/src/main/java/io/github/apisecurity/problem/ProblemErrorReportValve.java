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

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link ErrorReportValve} that writes problems instead of HTML.
 */
class ProblemErrorReportValve extends ErrorReportValve {

	private static final Log log = LogFactory.getLog(ProblemErrorReportValve.class);

	private final ProblemWriter writer;

	ProblemErrorReportValve(ProblemWriter writer) {
		this.writer = writer;
	}

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		// As in the overridden method: nothing to do for what is no error, has a body or
		// has been reported.
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			this.writer.write(request, response, Problem.of(ProblemType.forStatus(status)));
		}
		catch (IOException | RuntimeException ex) {
			log.debug("The error could not be reported", ex);
		}
	}

}
