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

package io.github.apisecurity.masking;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Writes the mask instead of the value. Serializers are cached, so who is asking is
 * decided on every call; without a caller the value is masked.
 */
class MaskingSerializer extends ValueSerializer<Object> {

	private final MaskedRule rule;

	MaskingSerializer(MaskedRule rule) {
		this.rule = rule;
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		if (isRevealed()) {
			context.writeValue(generator, value);
		}
		else {
			generator.writeString(Mask.apply(this.rule.type(), value.toString()));
		}
	}

	private boolean isRevealed() {
		if (this.rule.revealTo().isEmpty()) {
			return false;
		}
		@Nullable Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		if (authentication == null || !authentication.isAuthenticated()) {
			return false;
		}
		for (GrantedAuthority authority : authentication.getAuthorities()) {
			String name = authority.getAuthority();
			if (name != null && this.rule.revealTo().contains(name)) {
				return true;
			}
		}
		return false;
	}

}
