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

package io.github.apisecurity.validation.text;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link AllowedValues @AllowedValues}.
 *
 * @since 0.1.0
 */
public class AllowedValuesValidator implements ConstraintValidator<AllowedValues, Object> {

	private Set<String> values = Set.of();

	@Override
	public void initialize(AllowedValues annotation) {
		Set<String> allowed = new TreeSet<>(
				(annotation.ignoreCase()) ? String.CASE_INSENSITIVE_ORDER : Comparator.naturalOrder());
		allowed.addAll(List.of(annotation.value()));
		this.values = allowed;
	}

	@Override
	public boolean isValid(@Nullable Object value, ConstraintValidatorContext context) {
		return value == null || this.values.contains(value.toString());
	}

}
