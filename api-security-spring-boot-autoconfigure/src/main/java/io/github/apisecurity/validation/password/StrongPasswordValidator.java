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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.NotReadablePropertyException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.core.env.Environment;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Validates {@link StrongPassword @StrongPassword}.
 *
 * @since 0.1.0
 */
public class StrongPasswordValidator implements ConstraintValidator<StrongPassword, Object>, BeanFactoryAware {

	private static final String DEFAULT_MESSAGE = "{io.github.apisecurity.validation.StrongPassword.message}";

	private static final String KINDS_MESSAGE = "{io.github.apisecurity.validation.StrongPassword.kinds.message}";

	private static final boolean securityPresent = ClassUtils.isPresent(
			"org.springframework.security.core.context.SecurityContextHolder",
			StrongPasswordValidator.class.getClassLoader());

	private int min;

	private int max;

	private boolean classic;

	private String property = "";

	private List<String> contextProperties = List.of();

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
		if (annotation.property().isEmpty() && annotation.contextProperties().length > 0) {
			throw new ConstraintDeclarationException(
					"@StrongPassword with contextProperties belongs on the type, with the password as 'property'.");
		}
		this.classic = annotation.profile() == StrongPassword.Profile.CLASSIC;
		this.property = annotation.property();
		this.contextProperties = List.of(annotation.contextProperties());
		this.min = annotation.min();
		this.max = annotation.max();
		this.context = Stream.concat(Arrays.stream(annotation.context()), applicationName())
			.flatMap(StrongPasswordValidator::words)
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

	private static Stream<String> words(String text) {
		return Stream.of(new String[] { text }, text.split("[@\\s]+"), text.split("[^\\p{L}]+"))
			.flatMap(Stream::of)
			.flatMap((part) -> Stream.of(CommonPasswords.charactersOf(part), CommonPasswords.lettersOf(part)))
			.filter((word) -> word.length() > 2);
	}

	@Override
	public boolean isValid(@Nullable Object value, ConstraintValidatorContext validatorContext) {
		if (value == null) {
			return true;
		}
		if (this.property.isEmpty()) {
			return isValid(value, Stream.empty(), validatorContext);
		}
		DirectFieldAccessor fields = new DirectFieldAccessor(value);
		try {
			Object password = fields.getPropertyValue(this.property);
			return password == null || isValid(password,
					this.contextProperties.stream().map((name) -> Objects.toString(fields.getPropertyValue(name), "")),
					validatorContext);
		}
		catch (NotReadablePropertyException ex) {
			throw new ConstraintDeclarationException("@StrongPassword on " + value.getClass().getName()
					+ " names the property '" + ex.getPropertyName() + "', which is not there.");
		}
	}

	private boolean isValid(Object value, Stream<String> others, ConstraintValidatorContext validatorContext) {
		if (!(value instanceof CharSequence password)) {
			throw new ConstraintDeclarationException(
					"@StrongPassword is for text. On a type, name the password as its 'property'.");
		}
		boolean strong = isStrong(password, others);
		boolean kindsMissing = strong && this.classic && !hasAllKinds(password);
		if (!this.property.isEmpty() || kindsMissing) {
			String template = validatorContext.getDefaultConstraintMessageTemplate();
			validatorContext.disableDefaultConstraintViolation();
			ConstraintViolationBuilder builder = validatorContext.buildConstraintViolationWithTemplate(
					(kindsMissing && template.equals(DEFAULT_MESSAGE)) ? KINDS_MESSAGE : template);
			if (this.property.isEmpty()) {
				builder.addConstraintViolation();
			}
			else {
				builder.addPropertyNode(this.property).addConstraintViolation();
			}
		}
		return strong && !kindsMissing;
	}

	private boolean isStrong(CharSequence password, Stream<String> others) {
		if (password.length() > 2L * this.max) {
			return false;
		}
		int length = Character.codePointCount(password, 0, password.length());
		if (length < this.min || length > this.max) {
			return false;
		}
		Set<String> words = new HashSet<>(this.context);
		Stream.concat(others, securityPresent ? CurrentUser.name() : Stream.empty())
			.flatMap(StrongPasswordValidator::words)
			.forEach(words::add);
		return !CommonPasswords.contains(password.toString(), words) && !this.compromised.test(password.toString());
	}

	private static boolean hasAllKinds(CharSequence password) {
		return password.codePoints().map((character) -> {
			if (Character.isUpperCase(character)) {
				return 0;
			}
			return Character.isLowerCase(character) ? 1 : (Character.isDigit(character) ? 2 : 3);
		}).distinct().count() == 4;
	}

	/**
	 * What needs Spring Security.
	 */
	private static final class CurrentUser {

		static Stream<String> name() {
			return Stream.ofNullable(SecurityContextHolder.getContext().getAuthentication())
				.flatMap((authentication) -> Stream.ofNullable(authentication.getName()));
		}

	}

}
