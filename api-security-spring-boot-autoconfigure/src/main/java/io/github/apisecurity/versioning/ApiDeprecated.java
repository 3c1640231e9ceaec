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

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Life cycle of the endpoints of a handler method, or of all of a controller, instead of
 * that of their version. Answers carry {@code Deprecation} (RFC 9745), {@code Sunset}
 * (RFC 8594) and {@code Link}. All attributes may have <code>${…}</code> placeholders. A
 * method that handles no request, or a bad value, stops the start.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface ApiDeprecated {

	/**
	 * Day on which the endpoint is deprecated, such as {@code 2026-06-01}, in UTC.
	 * @return the day
	 */
	String since();

	/**
	 * Day on which the endpoint ends, such as {@code 2027-01-01}, in UTC.
	 * @return the day, none when empty
	 */
	String sunset() default "";

	/**
	 * URI of the endpoint that comes after this one.
	 * @return the URI, none when empty
	 */
	String successor() default "";

	/**
	 * Address of a page about the deprecation.
	 * @return the address, none when empty
	 */
	String documentation() default "";

	/**
	 * What happens to requests after the end.
	 * @return what happens: {@link AfterSunset#WARN} or {@link AfterSunset#GONE}
	 */
	AfterSunset afterSunset() default AfterSunset.WARN;

}
