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

package io.github.apisecurity.validation.password;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link StrongPassword @StrongPassword}.
 *
 * @since 0.1.0
 */
public class StrongPasswordValidator implements ConstraintValidator<StrongPassword, CharSequence> {

	private int min;

	private int max;

	private Set<String> context = Set.of();

	@Override
	public void initialize(StrongPassword annotation) {
		if (annotation.min() < 8 || annotation.max() < 64 || annotation.max() < annotation.min()) {
			throw new ConstraintDeclarationException(
					"@StrongPassword needs a min of at least 8 and a max of at least 64 characters.");
		}
		this.min = annotation.min();
		this.max = annotation.max();
		this.context = Arrays.stream(annotation.context())
			.flatMap((name) -> Stream.concat(Stream.of(name), Stream.of(name.split("[^\\p{L}]+"))))
			.map(CommonPasswords::lettersOf)
			.filter((word) -> word.length() > 2)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext validatorContext) {
		if (value == null) {
			return true;
		}
		if (value.length() > 2L * this.max) {
			return false;
		}
		int length = Character.codePointCount(value, 0, value.length());
		return length >= this.min && length <= this.max && !CommonPasswords.contains(value.toString(), this.context);
	}

}
