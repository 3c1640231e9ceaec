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

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Brings texts to a normalization form, so that what looks the same is the same when it
 * is validated, compared and stored.
 */
class NormalizingStringDeserializer extends StdScalarDeserializer<String> {

	/**
	 * More than in the stream-safe text format of Unicode (UAX #15). Sorting the marks of
	 * one character takes quadratic time.
	 */
	private static final Pattern TOO_MANY_MARKS = Pattern.compile("\\p{M}{31}");

	private final Form form;

	NormalizingStringDeserializer(Form form) {
		super(String.class);
		this.form = form;
	}

	@Override
	public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
		String value = StringDeserializer.instance.deserialize(parser, context);
		if (value == null) {
			return null;
		}
		if (TOO_MANY_MARKS.matcher(value).find()) {
			return context.reportInputMismatch(this, "The text has too many marks on one character");
		}
		return Normalizer.normalize(value, this.form);
	}

}
