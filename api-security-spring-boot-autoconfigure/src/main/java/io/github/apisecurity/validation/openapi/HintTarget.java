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

package io.github.apisecurity.validation.openapi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema.AccessMode;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Schema that takes hints. What the application declares with {@code @Schema} stays, and
 * of two lengths the one that refuses more.
 *
 * @param schema the schema
 * @param declared what the application declares
 */
record HintTarget(Schema<?> schema, io.swagger.v3.oas.annotations.media.@Nullable Schema declared) {

	void pattern(String pattern) {
		if (this.schema.getPattern() == null) {
			this.schema.setPattern(pattern);
		}
	}

	void format(String format) {
		if (this.schema.getFormat() == null) {
			this.schema.setFormat(format);
		}
	}

	void example(String example) {
		if (this.schema.getExample() == null && this.schema.getExamples() == null) {
			this.schema.setExample(example);
		}
	}

	void description(String description) {
		String own = this.schema.getDescription();
		if (!StringUtils.hasText(own)) {
			this.schema.setDescription(description);
		}
		else if ((this.declared == null || this.declared.description().isEmpty()) && !own.contains(description)) {
			this.schema.setDescription(description + "\n\n" + own);
		}
	}

	void minLength(int length) {
		boolean isDeclared = this.declared != null && this.declared.minLength() != 0;
		if (this.schema.getMinLength() == null || (!isDeclared && this.schema.getMinLength() < length)) {
			this.schema.setMinLength(length);
		}
	}

	void maxLength(int length) {
		boolean isDeclared = this.declared != null && this.declared.maxLength() != Integer.MAX_VALUE;
		if (this.schema.getMaxLength() == null || (!isDeclared && this.schema.getMaxLength() > length)) {
			this.schema.setMaxLength(length);
		}
	}

	AccessMode accessMode() {
		return (this.declared != null) ? this.declared.accessMode() : AccessMode.AUTO;
	}

	void writeOnly() {
		if (this.schema.getReadOnly() == null) {
			this.schema.setWriteOnly(true);
		}
	}

	@SuppressWarnings("unchecked")
	void values(List<String> allowed, boolean ignoreCase) {
		if (this.declared != null && this.declared.allowableValues().length > 0) {
			return;
		}
		if (ignoreCase && this.schema.getEnum() == null && isOfType("string")) {
			pattern(HintPatterns.anyOf(allowed));
			return;
		}
		List<Object> values = new ArrayList<>();
		if (this.schema.getEnum() != null) {
			// Those of a Java enumeration that are allowed.
			this.schema.getEnum()
				.stream()
				.filter((value) -> allowed.stream()
					.anyMatch((text) -> (ignoreCase) ? text.equalsIgnoreCase(String.valueOf(value))
							: text.equals(String.valueOf(value))))
				.forEach(values::add);
		}
		else {
			allowed.stream().map(this::value).forEach(values::add);
		}
		((Schema<Object>) this.schema).setEnum(values);
	}

	private Object value(String text) {
		try {
			if (isOfType("integer") || isOfType("number")) {
				return new BigDecimal(text);
			}
		}
		catch (NumberFormatException ex) {
			// No number at all can be equal to it.
			return text;
		}
		return isOfType("boolean") ? Boolean.valueOf(text) : text;
	}

	private boolean isOfType(String type) {
		return type.equals(this.schema.getType())
				|| (this.schema.getTypes() != null && this.schema.getTypes().contains(type));
	}

}
