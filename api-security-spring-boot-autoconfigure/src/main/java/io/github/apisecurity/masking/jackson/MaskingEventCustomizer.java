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

package io.github.apisecurity.masking.jackson;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventCustomizer;
import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.MaskingRules;

/**
 * Masks the details and path variables of security events by their names. Nobody sees
 * them clear: the audit trail is read by others than the caller.
 *
 * @param rules the rules for names
 */
record MaskingEventCustomizer(MaskingRules rules) implements SecurityEventCustomizer {

	private static final String ERASED = "[erased]";

	@Override
	public SecurityEvent customize(SecurityEvent event) {
		if (!this.rules.hasTreeRules()) {
			return event;
		}
		RequestDetails request = event.request();
		return event.with((request != null) ? maskPath(request) : null, mask(event.details()));
	}

	private RequestDetails maskPath(RequestDetails request) {
		Map<String, Object> ids = mask(request.resourceIds());
		if (ids.equals(request.resourceIds())) {
			return request;
		}
		// What is masked as a variable stands in the path as well.
		Map<String, String> masked = new LinkedHashMap<>();
		ids.forEach((name, value) -> masked.put(name, value.toString()));
		String template = (request.pathTemplate() != null) ? request.pathTemplate() : ERASED;
		return new RequestDetails(request.id(), request.clientAddress(), request.method(), template, template, masked,
				request.userAgent());
	}

	private Map<String, Object> mask(Map<?, ?> map) {
		Map<String, Object> masked = new LinkedHashMap<>();
		map.forEach((name, value) -> put(masked, String.valueOf(name), (value != null) ? value : ""));
		return masked;
	}

	private void put(Map<String, Object> target, String name, Object value) {
		MaskingRule rule = this.rules.byName(name);
		if (rule == null) {
			target.put(name, mask(value));
		}
		else if (rule.form() == MaskForm.TEXT) {
			target.put(name, (value instanceof CharSequence || value instanceof Number)
					? rule.mask(String.valueOf(value)) : ERASED);
		}
	}

	private Object mask(Object value) {
		if (value instanceof Map<?, ?> map) {
			return mask(map);
		}
		if (value instanceof Collection<?> collection) {
			return collection.stream().map((nested) -> (nested != null) ? mask(nested) : "").toList();
		}
		return value;
	}

}
