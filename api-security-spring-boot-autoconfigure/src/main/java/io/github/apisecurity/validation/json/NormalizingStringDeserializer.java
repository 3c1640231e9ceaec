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

package io.github.apisecurity.validation.json;

import java.text.Normalizer;
import java.text.Normalizer.Form;

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

	private final Form form;

	NormalizingStringDeserializer(Form form) {
		super(String.class);
		this.form = form;
	}

	@Override
	public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
		String value = StringDeserializer.instance.deserialize(parser, context);
		return (value != null) ? Normalizer.normalize(value, this.form) : null;
	}

}
