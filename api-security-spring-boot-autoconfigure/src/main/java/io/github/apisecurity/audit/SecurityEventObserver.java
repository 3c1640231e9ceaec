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
 * Sees events as they happen, on the thread of the request, whether the trail takes them
 * or not, and before anything in them is masked. Must be quick, keeps no event and
 * changes nothing.
 *
 * @since 0.1.0
 */
public interface SecurityEventObserver {

	/**
	 * Return whether events of the type are to be seen. An event that nobody wants is not
	 * built.
	 * @param type the type
	 * @return whether they are
	 */
	boolean observes(SecurityEventType type);

	/**
	 * See an event.
	 * @param event the event
	 */
	void observe(SecurityEvent event);

}
