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

import java.util.Locale;

/**
 * Rules of the server about the JSON it reads, beyond the grammar.
 *
 * @since 0.1.0
 * @see LenientJson
 */
public enum JsonRule {

	/**
	 * No property stands twice in the same object.
	 */
	DUPLICATE_KEYS,

	/**
	 * Every property is one that the type has.
	 */
	UNKNOWN_PROPERTIES,

	/**
	 * Nothing follows the document.
	 */
	TRAILING_TOKENS,

	/**
	 * A value has the type of its property: {@code "12"} is no number, {@code 1.9} no
	 * integer, {@code 1} no text and no enumeration constant.
	 */
	SCALAR_COERCION;

	/**
	 * Return the name as it is written in the configuration.
	 * @return the name
	 */
	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
