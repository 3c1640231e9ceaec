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

import java.time.Instant;
import java.util.List;

/**
 * What somebody should look at: one rule, and whom it has found since the last alert.
 *
 * @param time when it was sent
 * @param rule the name of the rule
 * @param subjects whom it has found, such as {@code address=192.0.2.1/32}, 20 at most
 * @param found how many it has found
 * @since 0.1.0
 */
public record Alert(Instant time, String rule, List<String> subjects, long found) {

	public Alert {
		subjects = List.copyOf(subjects);
	}

}
