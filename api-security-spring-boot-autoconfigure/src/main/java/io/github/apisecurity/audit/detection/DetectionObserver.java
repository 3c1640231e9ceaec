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

import java.util.Set;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventObserver;
import io.github.apisecurity.audit.SecurityEventType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Shows the events of the audit trail to the rules.
 */
class DetectionObserver implements SecurityEventObserver {

	/**
	 * Whoever is refused for what was detected is not detected by that once more.
	 */
	private static final Set<String> OUR_REFUSALS = Set.of(DetectionFilter.BLOCKED, DetectionFilter.THROTTLED);

	private final DetectionEngine engine;

	private final Routes routes;

	DetectionObserver(DetectionEngine engine, Routes routes) {
		this.engine = engine;
		this.routes = routes;
	}

	@Override
	public boolean observes(SecurityEventType type) {
		return this.engine.counts(type.id());
	}

	@Override
	public void observe(SecurityEvent event) {
		if (event.reason() == null || !OUR_REFUSALS.contains(event.reason())) {
			this.engine.accept(Signal.of(event, route(event.type().id())));
		}
	}

	private @Nullable String route(String event) {
		HttpServletRequest request = (this.engine.needsRoute(event)
				&& RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
						? attributes.getRequest() : null;
		return (request != null) ? this.routes.find(request) : null;
	}

}
