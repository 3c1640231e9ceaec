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

package io.github.apisecurity.audit;

/**
 * Where the audit trail goes. Beans of this type are called in order with every event
 * that they take, on the thread of the request. One that throws a
 * {@link io.github.apisecurity.problem.ProblemException} refuses the request, every other
 * exception is logged.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SecurityEventSink {

	/**
	 * Take an event.
	 * @param event the event
	 */
	void accept(SecurityEvent event);

	/**
	 * Called instead of {@link #accept accept} when an event could not be made, since a
	 * customizer has failed or a detail is {@code null}.
	 * @param type what happened
	 */
	default void missed(SecurityEventType type) {
	}

	/**
	 * Return whether this sink takes events of the type now. An event that no sink takes
	 * is not built.
	 * @param type the type
	 * @return whether events of the type are taken
	 */
	default boolean isEnabled(SecurityEventType type) {
		return true;
	}

}
