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

package io.github.apisecurity.versioning;

import java.util.function.Consumer;

import org.springframework.web.accept.SemanticApiVersionParser;
import org.springframework.web.servlet.config.annotation.ApiVersionConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Completes what the application says about versions with what it leaves open.
 *
 * @param settings what that is
 */
record VersioningWebMvcConfigurer(Consumer<ApiVersionConfigurer> settings) implements WebMvcConfigurer {

	@Override
	public void configureApiVersioning(ApiVersionConfigurer configurer) {
		this.settings.accept(configurer);
	}

	/**
	 * Read a version, without leaving out what stands before its number.
	 * @param version the text
	 * @return the version
	 */
	static SemanticApiVersionParser.Version parse(String version) {
		String number = (version.startsWith("v") || version.startsWith("V")) ? version.substring(1) : version;
		if (number.isEmpty() || number.charAt(0) < '0' || number.charAt(0) > '9') {
			throw new IllegalArgumentException("Not a version");
		}
		return new SemanticApiVersionParser().parseVersion(number);
	}

}
