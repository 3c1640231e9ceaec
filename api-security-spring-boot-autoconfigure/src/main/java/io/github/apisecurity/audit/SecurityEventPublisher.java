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

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Publishes events to the audit trail. The time, the caller and the request are those of
 * the current thread. Every application has one bean of this type; without an audit trail
 * it does nothing.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SecurityEventPublisher {

	/**
	 * Publish an event. Throws because of a sink only where the application has asked
	 * that what cannot be recorded is refused.
	 * @param type what happened
	 * @param reason why, as a short code, or {@code null}
	 * @param details further facts, without credentials and without values of fields
	 */
	void publish(SecurityEventType type, @Nullable String reason, Map<String, Object> details);

	/**
	 * Publish an event.
	 * @param type what happened
	 * @param details further facts, without credentials and without values of fields
	 */
	default void publish(SecurityEventType type, Map<String, Object> details) {
		publish(type, null, details);
	}

	/**
	 * Publish an event about a caller that is not, or not yet, that of the current
	 * thread.
	 * @param type what happened
	 * @param reason why, as a short code, or {@code null}
	 * @param caller the caller, or {@code null} when unknown
	 * @param details further facts, without credentials and without values of fields
	 */
	default void publish(SecurityEventType type, @Nullable String reason, @Nullable Principal caller,
			Map<String, Object> details) {
		publish(type, reason, details);
	}

	/**
	 * Return whether anybody reads events of the type, so that nobody collects details in
	 * vain.
	 * @param type the type
	 * @return whether an event would be recorded
	 */
	default boolean isEnabled(SecurityEventType type) {
		return true;
	}

	/**
	 * Return a publisher that does nothing.
	 * @return the publisher
	 */
	static SecurityEventPublisher none() {
		return new SecurityEventPublisher() {

			@Override
			public void publish(SecurityEventType type, @Nullable String reason, Map<String, Object> details) {
			}

			@Override
			public boolean isEnabled(SecurityEventType type) {
				return false;
			}

		};
	}

}
