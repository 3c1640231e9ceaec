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

package io.github.apisecurity.chain;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * What every rule for requests has in the configuration.
 *
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public abstract class RequestRuleProperties {

	/**
	 * Path pattern relative to the dispatcher servlet, such as '/api/orders/**'. Begins
	 * with 'context:' when it is for another servlet.
	 */
	private @Nullable String pattern;

	/**
	 * HTTP methods the rule is for, GET includes HEAD. All when empty.
	 */
	private final Set<String> methods = new LinkedHashSet<>();

	public @Nullable String getPattern() {
		return this.pattern;
	}

	public void setPattern(@Nullable String pattern) {
		this.pattern = pattern;
	}

	public Set<String> getMethods() {
		return this.methods;
	}

}
