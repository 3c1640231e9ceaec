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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the parameters of requests.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.validation.query")
public class QueryProperties {

	/**
	 * Whether to refuse a parameter that is given twice where the handler takes one
	 * value.
	 */
	private boolean refuseDuplicates = true;

	/**
	 * Whether to refuse parameters that the handler does not take.
	 */
	private boolean refuseUnknown;

	/**
	 * Maximum size of a page that a caller may ask for, by default
	 * spring.data.web.pageable.max-page-size where that is set, otherwise 100, or
	 * spring.data.web.pageable.default-page-size when that is more.
	 */
	private @Nullable Integer maxPageSize;

	public boolean isRefuseDuplicates() {
		return this.refuseDuplicates;
	}

	public void setRefuseDuplicates(boolean refuseDuplicates) {
		this.refuseDuplicates = refuseDuplicates;
	}

	public boolean isRefuseUnknown() {
		return this.refuseUnknown;
	}

	public void setRefuseUnknown(boolean refuseUnknown) {
		this.refuseUnknown = refuseUnknown;
	}

	public @Nullable Integer getMaxPageSize() {
		return this.maxPageSize;
	}

	public void setMaxPageSize(@Nullable Integer maxPageSize) {
		this.maxPageSize = maxPageSize;
	}

}
