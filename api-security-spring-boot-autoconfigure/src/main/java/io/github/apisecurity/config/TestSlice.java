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

package io.github.apisecurity.config;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.core.env.PropertyResolver;

/**
 * Tells the slice of a test from an application: what is configured is there, and much of
 * what that is for is not.
 *
 * @since 0.1.0
 */
public final class TestSlice {

	private static final String BOOTSTRAPPER = "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

	private TestSlice() {
	}

	/**
	 * Return whether this is a slice.
	 * @param properties the environment
	 * @return whether a slice of a test has switched auto-configuration off
	 */
	public static boolean isActive(PropertyResolver properties) {
		return !properties.getProperty(EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY, Boolean.class, true);
	}

	/**
	 * Return whether this is an application whose callers are its tests.
	 * @param properties the environment
	 * @return whether {@code @SpringBootTest} has started it
	 */
	public static boolean isTest(PropertyResolver properties) {
		return properties.containsProperty(BOOTSTRAPPER);
	}

}
