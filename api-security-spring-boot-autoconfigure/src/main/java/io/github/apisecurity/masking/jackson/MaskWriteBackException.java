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

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;

/**
 * Thrown when a request carries a mask where it should carry the value.
 *
 * @since 0.1.0
 */
public class MaskWriteBackException extends DatabindException {

	MaskWriteBackException(@Nullable JsonParser parser) {
		super(parser, "A masked value cannot be stored");
	}

	/**
	 * Return where the mask is.
	 * @return a JSON pointer as a URI fragment, such as {@code #/customer/iban}
	 */
	public String getPointer() {
		StringBuilder pointer = new StringBuilder("#");
		for (Reference reference : getPath()) {
			pointer.append('/');
			if (reference.getPropertyName() != null) {
				pointer.append(reference.getPropertyName().replace("~", "~0").replace("/", "~1"));
			}
			else {
				pointer.append(reference.getIndex());
			}
		}
		return pointer.toString();
	}

}
