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

/**
 * What an event is about, as the schemas sort events.
 */
enum EventKind {

	AUTHENTICATION("authentication", 3002), SESSION("session", 3002), IDENTITY("iam", 6003),
	FINDING("intrusion_detection", 2004), LIFECYCLE("configuration", 6002), CONFIGURATION("configuration", 6003),
	API("api", 6003);

	private final String category;

	private final int uid;

	EventKind(String category, int uid) {
		this.category = category;
		this.uid = uid;
	}

	static EventKind of(String id) {
		return switch (id.substring(0, Math.max(0, id.indexOf('_')))) {
			case "authn" -> id.equals("authn_admin") ? IDENTITY : AUTHENTICATION;
			case "session" -> SESSION;
			case "attack" -> FINDING;
			case "sys" -> LIFECYCLE;
			default -> id.equals("authz_admin") ? CONFIGURATION : API;
		};
	}

	/**
	 * Return the category of the Elastic Common Schema.
	 * @return the category
	 */
	String category() {
		return this.category;
	}

	/**
	 * Return the class of the Open Cybersecurity Schema Framework.
	 * @return the number of the class
	 */
	int uid() {
		return this.uid;
	}

}
