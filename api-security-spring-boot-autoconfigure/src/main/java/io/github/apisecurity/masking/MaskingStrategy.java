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

package io.github.apisecurity.masking;

/**
 * Strategy that masks the text of a value. Beans of this type are used by their name, in
 * {@link Masked#strategy()} and wherever the configuration names a strategy.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface MaskingStrategy {

	/**
	 * Mask a value. Called for every value that is written; must be quick and safe for
	 * concurrent use.
	 * @param value the text of the value
	 * @return what to show instead
	 */
	String mask(String value);

	/**
	 * Return whether a text that a request carries has the form of a mask, so that it
	 * must not be stored. This is decided by the form alone: looking at the stored value
	 * would let a caller try values out.
	 * @param text the text in the request
	 * @return {@code true} if the text is a mask; by default, when it contains three
	 * asterisks in a row
	 */
	default boolean isMask(String text) {
		return text.contains("***");
	}

	/**
	 * Return a made-up value of the kind that this strategy is for. Its mask stands as
	 * the example in an OpenAPI description of the API.
	 * @return the value, which must not be a person's
	 */
	default String sample() {
		return "sample";
	}

}
