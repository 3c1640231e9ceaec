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

package io.github.apisecurity.audit.trail;

import java.util.List;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * {@link TrailWriter} that logs one line of JSON. The line is ASCII, so that no line
 * break, escape sequence or direction mark of a caller reaches the log.
 */
class LogTrailWriter implements TrailWriter {

	static final String LOGGER_NAME = "io.github.apisecurity.audit";

	static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-~]");

	private final Log log;

	LogTrailWriter(String name) {
		this.log = LogFactory.getLog(name);
	}

	@Override
	public boolean isEnabled() {
		return this.log.isInfoEnabled();
	}

	@Override
	public void write(List<TrailRecord> batch, String id) {
		batch.forEach((entry) -> this.log.info(EventFormat.escape(entry.json(), NOT_ASCII)));
	}

}
