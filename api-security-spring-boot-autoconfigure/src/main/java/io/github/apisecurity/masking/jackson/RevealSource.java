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

package io.github.apisecurity.masking.jackson;

/**
 * What the mappers need to know about the current request.
 *
 * @since 0.1.0
 */
public interface RevealSource {

	/**
	 * Return what the caller of the current request may see.
	 * @return what the caller may see
	 */
	Reveal current();

	/**
	 * Return what may be clear in the document that is about to be written: nothing where
	 * it is not the answer to the caller, as a message to everybody is. Asked once for
	 * each document, where a sequence of values that one writer writes is one document.
	 * @return what may be clear
	 */
	default Reveal ofAnswer() {
		return current();
	}

	/**
	 * Return whether the current request replaces or changes a stored object, so that a
	 * {@code null} overwrites a value.
	 * @return whether it does
	 */
	default boolean isUpdate() {
		return false;
	}

	/**
	 * Return whether the current request replaces a stored object as a whole, so that a
	 * property that is missing overwrites a value.
	 * @return whether it does
	 */
	default boolean isReplacement() {
		return false;
	}

	/**
	 * Return an instance for mappers outside of a server: everything is masked.
	 * @return the instance
	 */
	static RevealSource none() {
		return Reveal::nothing;
	}

}
