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

package io.github.apisecurity.audit.detection;

import tools.jackson.databind.json.JsonMapper;

/**
 * Someone whose requests are refused for a time.
 *
 * @param rule the rule that has blocked
 * @param counted whom the rule has counted
 * @param subject whose requests are refused
 * @param throttled whether one request a second is let through
 * @param since when it began, in milliseconds since 1970
 * @param until when it ends
 */
record Block(String rule, Subject counted, Subject subject, boolean throttled, long since, long until) {

	/**
	 * Return whether this block goes on when another one of the same subject is made.
	 * @param other the other one
	 * @param now the time
	 * @return whether it holds, and refuses more or for longer
	 */
	boolean outweighs(Block other, long now) {
		return this.until > now && ((this.throttled == other.throttled) ? this.until > other.until : !this.throttled);
	}

	String encode() {
		return JsonMapper.shared().writeValueAsString(this);
	}

	static Block decode(String text) {
		return JsonMapper.shared().readValue(text, Block.class);
	}

}
