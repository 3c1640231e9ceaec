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

import java.io.IOException;
import java.util.List;

/**
 * One place the trail is written to. Called by one thread at a time, never by that of a
 * request.
 */
interface TrailWriter extends AutoCloseable {

	/**
	 * Write events. What is written is safe when this returns.
	 * @param batch the events in their order
	 * @param id names the batch, also when it is written again
	 * @throws Exception if they could not be written
	 */
	void write(List<TrailRecord> batch, String id) throws Exception;

	/**
	 * Return whether anybody reads what is written now.
	 * @return whether writing is of use
	 */
	default boolean isEnabled() {
		return true;
	}

	/**
	 * Return whether something beside what is written fails.
	 * @return whether it does
	 */
	default boolean isFailing() {
		return false;
	}

	/**
	 * Called once in a while when there is nothing to write.
	 * @param end whether it may be the last time
	 * @throws Exception if something fails
	 */
	default void idle(boolean end) throws Exception {
	}

	@Override
	default void close() throws IOException {
	}

}
