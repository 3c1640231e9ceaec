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

package io.github.apisecurity.authorization;

import java.util.List;

/**
 * Who may call what, as it was found at start-up. A bean of this type is there once the
 * application has started, for tests that hold every endpoint against a decision: <pre>
 * assertThat(report.endpoints()).allMatch(EndpointAccess::isDecided);
 * assertThat(report.findings()).isEmpty();</pre>
 *
 * @param endpoints the methods of all endpoints
 * @param findings what rules do not do that they seem to be meant for
 * @since 0.1.0
 */
public record AccessReport(List<EndpointAccess> endpoints, List<String> findings) {

	public AccessReport {
		endpoints = List.copyOf(endpoints);
		findings = List.copyOf(findings);
	}

}
