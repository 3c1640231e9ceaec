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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an {@link ApiVersionChange} is about. Of the endpoints that match, only the
 * handler of the newest version is written, with a version such as {@code "1.0+"}. A
 * pattern or a version that is none stops the start.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface VersionChange {

	/**
	 * Last version with the old form.
	 * @return the version
	 */
	String from();

	/**
	 * First version with the new form.
	 * @return the version
	 */
	String to();

	/**
	 * Path pattern of the endpoints, relative to the dispatcher servlet.
	 * @return the pattern
	 */
	String pattern();

	/**
	 * HTTP methods of the endpoints, {@code GET} includes {@code HEAD}.
	 * @return the methods, all when empty
	 */
	String[] methods() default {};

}
