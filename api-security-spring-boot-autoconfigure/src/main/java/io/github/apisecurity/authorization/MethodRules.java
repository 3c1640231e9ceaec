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

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.guard.Guards;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.core.annotation.SecurityAnnotationScanner;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;
import org.springframework.util.ObjectUtils;
import org.springframework.web.method.HandlerMethod;

/**
 * Tells which annotations decide about a handler method.
 */
class MethodRules {

	private final List<SecurityAnnotationScanner<? extends Annotation>> scanners;

	private final Guards<TenantRule> tenants;

	MethodRules(AnnotationTemplateExpressionDefaults templates, Guards<TenantRule> tenants) {
		this.tenants = tenants;
		this.scanners = Stream
			.of(PreAuthorize.class, PostAuthorize.class, Secured.class, RolesAllowed.class, DenyAll.class,
					PermitAll.class)
			.<SecurityAnnotationScanner<? extends Annotation>>map(
					(type) -> SecurityAnnotationScanners.requireUnique(type, templates))
			.toList();
	}

	@Nullable String describe(@Nullable HandlerMethod handler) {
		if (handler == null) {
			return null;
		}
		boolean tenant = this.tenants.find(handler.getMethod(), handler.getBeanType()) != null;
		String rules = Stream
			.concat(this.scanners.stream()
				.map((scanner) -> scanner.scan(handler.getMethod(), handler.getBeanType()))
				.filter(Objects::nonNull)
				.map(MethodRules::describe), Stream.of("@TenantScoped").filter((name) -> tenant))
			.collect(Collectors.joining(" "));
		return rules.isEmpty() ? null : rules;
	}

	private static String describe(Annotation annotation) {
		Object value = AnnotationUtils.getValue(annotation);
		return "@" + annotation.annotationType().getSimpleName()
				+ ((value != null) ? "(" + ObjectUtils.nullSafeConciseToString(value) + ")" : "");
	}

}
