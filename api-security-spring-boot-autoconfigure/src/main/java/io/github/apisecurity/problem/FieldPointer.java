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

package io.github.apisecurity.problem;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON pointer to a field. Where the name of a step is chosen by the caller, as the key
 * of a map is, it stands as {@code *}: a pointer repeats no input.
 *
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6901.html#section-6">RFC 6901, section
 * 6</a>
 */
public final class FieldPointer {

	/**
	 * The whole request body, or the request.
	 */
	public static final FieldPointer ROOT = new FieldPointer("#");

	private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$-]{0,63}");

	// A key may have a bracket in it: what follows it is of the key.
	private static final Pattern STEP = Pattern.compile("\\[([^\\]]*)\\][^.\\[]*|[^.\\[\\]]+");

	private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

	private static final String ANY = "*";

	/**
	 * A key of the caller may look like as many steps as it has characters.
	 */
	private static final int MAX_LENGTH = 1000;

	private final String value;

	private FieldPointer(String value) {
		this.value = value;
	}

	/**
	 * Return this pointer with the steps of a path of a Spring binding result.
	 * @param path the path, such as {@code items[0].name}
	 * @return the pointer
	 */
	public FieldPointer path(String path) {
		FieldPointer pointer = this;
		Matcher steps = STEP.matcher(path);
		while (steps.find()) {
			// Only brackets hold what the caller chose, dots and slashes included.
			String key = steps.group(1);
			pointer = (key != null) ? pointer.step(INDEX.matcher(key).matches() ? key : ANY)
					: pointer.step(steps.group());
		}
		return pointer;
	}

	/**
	 * Return this pointer with a step into an object or an array.
	 * @param name the name of the property, or the index
	 * @return the pointer
	 */
	public FieldPointer step(String name) {
		if (this.value.length() > MAX_LENGTH) {
			return this;
		}
		boolean safe = NAME.matcher(name).matches() || INDEX.matcher(name).matches();
		return new FieldPointer(this.value + "/" + ((safe) ? name : ANY));
	}

	/**
	 * Return this pointer with a step to an entry whose name is chosen by the caller.
	 * @return the pointer
	 */
	public FieldPointer anyKey() {
		return step(ANY);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
