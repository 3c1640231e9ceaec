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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Relaxes rules for a type that is read as the body of a request in JSON, alone or in a
 * list. What the type contains is read with the same rules. The limits on depth, tokens,
 * texts and numbers stay.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface LenientJson {

	/**
	 * The rules that do not apply, by default none of them.
	 * @return the rules
	 */
	JsonRule[] value() default { JsonRule.DUPLICATE_KEYS, JsonRule.UNKNOWN_PROPERTIES, JsonRule.TRAILING_TOKENS,
			JsonRule.SCALAR_COERCION };

}
