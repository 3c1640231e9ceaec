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

package io.github.apisecurity.network.lists;

import java.io.IOException;
import java.time.Duration;

import io.github.apisecurity.network.IpRangeTable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where ranges of a list come from. The table is replaced as a whole.
 */
class RangeSource {

	private static final Log log = LogFactory.getLog(RangeSource.class);

	volatile IpRangeTable table;

	private boolean failing;

	RangeSource(IpRangeTable table) {
		this.table = table;
	}

	IpRangeTable table() {
		return this.table;
	}

	/**
	 * Return the time between two looks for changes.
	 * @return the time, zero when there are none
	 */
	Duration interval() {
		return Duration.ZERO;
	}

	/**
	 * Look for changes, off the path of requests.
	 * @throws IOException when they cannot be read, for a reason that may be told
	 */
	void read() throws IOException {
	}

	/**
	 * Look for changes. What was known goes on while that fails, and one line tells: what
	 * is thrown would end all later attempts.
	 */
	final void refresh() {
		try {
			read();
			this.failing = false;
		}
		catch (IOException ex) {
			tell(ex.toString());
		}
		catch (RuntimeException ex) {
			tell(ex.getClass().getName());
		}
	}

	private void tell(@Nullable String reason) {
		if (!this.failing) {
			this.failing = true;
			log.warn(this + " cannot be read, " + this.table.size() + " ranges that were known go on: " + reason);
		}
	}

}
