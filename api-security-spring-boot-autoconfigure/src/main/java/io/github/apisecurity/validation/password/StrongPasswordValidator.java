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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.core.env.Environment;

/**
 * Validates {@link StrongPassword @StrongPassword}.
 *
 * @since 0.1.0
 */
public class StrongPasswordValidator implements ConstraintValidator<StrongPassword, CharSequence>, BeanFactoryAware {

	private int min;

	private int max;

	private Set<String> context = Set.of();

	private @Nullable BeanFactory beanFactory;

	private Predicate<String> compromised = (password) -> false;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void initialize(StrongPassword annotation) {
		if (annotation.min() < 8 || annotation.max() < 64 || annotation.max() < annotation.min()) {
			throw new ConstraintDeclarationException(
					"@StrongPassword needs a min of at least 8 and a max of at least 64 characters.");
		}
		this.min = annotation.min();
		this.max = annotation.max();
		this.context = Stream.concat(Arrays.stream(annotation.context()), applicationName())
			.flatMap((name) -> Stream.concat(Stream.of(name), Stream.of(name.split("[^\\p{L}]+"))))
			.map(CommonPasswords::lettersOf)
			.filter((word) -> word.length() > 2)
			.collect(Collectors.toUnmodifiableSet());
		if (annotation.compromisedCheck()) {
			if (this.beanFactory == null) {
				throw new ConstraintDeclarationException(
						"@StrongPassword(compromisedCheck = true) needs the validator of Spring.");
			}
			this.compromised = new CompromisedPasswords(this.beanFactory);
		}
	}

	private Stream<String> applicationName() {
		return (this.beanFactory != null)
				? this.beanFactory.getBeanProvider(Environment.class)
					.stream()
					.flatMap((environment) -> Stream.ofNullable(environment.getProperty("spring.application.name")))
				: Stream.empty();
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
		return length >= this.min && length <= this.max && !CommonPasswords.contains(value.toString(), this.context)
				&& !this.compromised.test(value.toString());
	}

}
