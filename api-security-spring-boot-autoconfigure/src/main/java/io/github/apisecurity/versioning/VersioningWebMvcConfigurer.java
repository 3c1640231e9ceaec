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

import org.springframework.boot.webmvc.autoconfigure.WebMvcProperties;
import org.springframework.web.accept.ApiVersionParser;
import org.springframework.web.accept.SemanticApiVersionParser;
import org.springframework.web.servlet.config.annotation.ApiVersionConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Completes what the application says about versions with what it leaves open.
 *
 * @param properties what it says
 * @param places where the version is
 * @param byDefault whether that is our place, since the application names none
 * @param ownParser whether the application reads versions itself
 * @param lifecycles the versions with a life cycle, which stay known
 */
record VersioningWebMvcConfigurer(WebMvcProperties.Apiversion properties, VersionPlaces places, boolean byDefault,
		boolean ownParser, Iterable<String> lifecycles) implements WebMvcConfigurer {

	/**
	 * Return what comes before the configurers of the application, which win.
	 * @return the configurer
	 */
	WebMvcConfigurer defaults() {
		return new WebMvcConfigurer() {

			@Override
			public void configureApiVersioning(ApiVersionConfigurer configurer) {
				if (!VersioningWebMvcConfigurer.this.ownParser) {
					ApiVersionParser<SemanticApiVersionParser.Version> parser = VersioningWebMvcConfigurer::parse;
					configurer.setVersionParser(parser);
				}
				if (VersioningWebMvcConfigurer.this.properties.getRequired() == null) {
					// Whether one is needed depends on the endpoint, which is not known
					// yet.
					configurer.setVersionRequired(false);
				}
			}

		};
	}

	@Override
	public void configureApiVersioning(ApiVersionConfigurer configurer) {
		if (this.byDefault && this.places.header() != null) {
			configurer.useRequestHeader(this.places.header());
		}
		for (String version : this.lifecycles) {
			// One that cannot be read is refused with its property later.
			if (this.ownParser || isVersion(version)) {
				configurer.addSupportedVersions(version);
			}
		}
	}

	private static boolean isVersion(String version) {
		try {
			parse(version);
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
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
