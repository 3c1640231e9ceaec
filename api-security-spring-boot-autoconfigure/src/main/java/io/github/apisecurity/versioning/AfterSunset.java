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

/**
 * What happens to requests after the end of a version or of an endpoint.
 *
 * @since 0.1.0
 */
public enum AfterSunset {

	/**
	 * They are answered as before, with the headers that tell the end.
	 */
	WARN,

	/**
	 * They are refused in the announced times only.
	 */
	BROWNOUT,

	/**
	 * They are refused with 410.
	 */
	GONE

}
