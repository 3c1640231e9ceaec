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

package io.github.apisecurity.validation;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.unit.DataSize;

/**
 * Aligns the limits of the container, which reads forms by itself, with those on request
 * bodies, and those of Spring Data with those on pages that are larger, and keeps the
 * container from logging malformed input. The defaults have the lowest precedence.
 * Without an order it comes last, after the configuration files have been read.
 */
class RequestDefaultsEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final String NAME = "apiSecurityRequestDefaults";

	private static final String MAX_BODY_SIZE = "api-security.validation.request.max-body-size";

	private static final String MAX_PAGE_SIZE = "api-security.validation.query.max-page-size";

	private static final int MAX_PAGE_SIZE_OF_BOOT = 2000;

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		addDefaults(environment);
	}

	/**
	 * Add the defaults, or look again when all sources of properties are there: those of
	 * the application that come late are asked before these.
	 * @param environment the environment
	 */
	static void addDefaults(ConfigurableEnvironment environment) {
		environment.getPropertySources().remove(NAME);
		if (!isEnabled(environment, "api-security.validation.enabled")) {
			return;
		}
		Map<String, Object> defaults = new LinkedHashMap<>();
		if (isEnabled(environment, "api-security.validation.request.enabled")
				&& !ValidationMode.isShadow(environment, "request")) {
			if (read(environment, MAX_BODY_SIZE, DataSize.ofMegabytes(1)) != null) {
				defaults.put("server.tomcat.max-http-form-post-size", "${" + MAX_BODY_SIZE + ":1MB}");
			}
			// They quote what could not be read.
			defaults.put("logging.level.org.apache.coyote.http11.Http11Processor", "warn");
			defaults.put("logging.level.org.apache.tomcat.util.http", "warn");
		}
		Integer maxPageSize = read(environment, MAX_PAGE_SIZE, 0);
		if (maxPageSize != null && maxPageSize > MAX_PAGE_SIZE_OF_BOOT) {
			defaults.put("spring.data.web.pageable.max-page-size", "${" + MAX_PAGE_SIZE + "}");
		}
		environment.getPropertySources().addLast(new MapPropertySource(NAME, defaults));
	}

	private static boolean isEnabled(ConfigurableEnvironment environment, String key) {
		return Boolean.TRUE.equals(read(environment, key, true));
	}

	@SuppressWarnings("unchecked")
	private static <T> @Nullable T read(ConfigurableEnvironment environment, String key, T usual) {
		try {
			return environment.getProperty(key, (Class<T>) usual.getClass(), usual);
		}
		catch (ConversionException | PlaceholderResolutionException ex) {
			// To be told under its own name, when it is bound.
			return null;
		}
	}

}
