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

package io.github.apisecurity.audit.detection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import org.jspecify.annotations.Nullable;

/**
 * Whom a rule counts, or a block is for.
 *
 * @param attempt whether it is someone who gives a name at a login, and not a caller who
 * has it
 * @param fields what is known about it
 * @param values the values of the fields
 */
record Subject(boolean attempt, List<Field> fields, List<String> values) {

	private static final int MAX_LENGTH = 128;

	/**
	 * What would begin another line or value where somebody reads it.
	 */
	private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp},]");

	/**
	 * Return the subject of a signal.
	 * @param attempt whether it is about a login
	 * @param fields what is to be known
	 * @param signal the signal
	 * @return the subject, {@code null} when the signal does not tell one of the fields
	 */
	static @Nullable Subject of(boolean attempt, Collection<Field> fields, Signal signal) {
		List<String> values = new ArrayList<>(fields.size());
		for (Field field : fields) {
			String value = signal.value(field);
			if (value == null) {
				return null;
			}
			values.add((value.length() <= MAX_LENGTH) ? value : id(value));
		}
		return new Subject(attempt, List.copyOf(fields), values);
	}

	/**
	 * Return a name that holds no personal data.
	 * @return the name
	 */
	String id() {
		return id(this.attempt + " " + this.fields + this.values);
	}

	/**
	 * Return a name for a text that holds no personal data.
	 * @param text the text
	 * @return the name
	 */
	static String id(String text) {
		return Sha256.hex(text, 12);
	}

	@Override
	public String toString() {
		return IntStream.range(0, this.fields.size())
			.mapToObj((i) -> this.fields.get(i).name().toLowerCase(Locale.ROOT).replace('_', '-') + "="
					+ INVISIBLE.matcher(this.values.get(i))
						.replaceAll((match) -> String.format("\\\\u%04x", (int) match.group().charAt(0))))
			.collect(Collectors.joining(", "));
	}

}
