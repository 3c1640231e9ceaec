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

import java.util.function.Consumer;
import java.util.function.Function;

import io.github.apisecurity.masking.JsonUpdater;
import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.util.AccessPattern;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Refuses a value that has the form of a mask. Only the form counts, whoever sends it:
 * the stored value is not looked at, so nothing can be learnt about it.
 */
class WriteBackGuard extends DelegatingDeserializer {

	private final transient PropertyRules rules;

	private final transient MaskingModule module;

	WriteBackGuard(ValueDeserializer<?> delegate, PropertyRules rules, MaskingModule module) {
		super(delegate);
		this.rules = rules;
		this.module = module;
	}

	boolean isFor(PropertyRules rules) {
		return this.rules == rules;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new WriteBackGuard(delegate, this.rules, this.module);
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
		return read(parser, context, rule(parser, context), (checked) -> super.deserialize(checked, context));
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context, Object value) {
		return read(parser, context, rule(parser, context), (checked) -> super.deserialize(checked, context, value));
	}

	@Override
	public @Nullable Object deserializeWithType(JsonParser parser, DeserializationContext context,
			TypeDeserializer typeDeserializer) {
		return read(parser, context, rule(parser, context),
				(checked) -> super.deserializeWithType(checked, context, typeDeserializer));
	}

	@Override
	public AccessPattern getNullAccessPattern() {
		return AccessPattern.DYNAMIC;
	}

	@Override
	public @Nullable Object getNullValue(DeserializationContext context) {
		checkMissing(context, MaskForm.NULL, this.module.source().isUpdate());
		return super.getNullValue(context);
	}

	@Override
	public @Nullable Object getAbsentValue(DeserializationContext context) {
		checkMissing(context, MaskForm.OMIT, this.module.source().isReplacement());
		return super.getAbsentValue(context);
	}

	static boolean isKept(JsonParser parser, DeserializationContext context, PropertyRules rules,
			MaskingModule module) {
		MaskingRule rule = rules.at(parser.streamReadContext(), isWrapped(context));
		if (rule == null || !rule.keepsOnWriteBack()) {
			return false;
		}
		if (parser.hasToken(JsonToken.VALUE_NULL)) {
			return isShownAs(MaskForm.NULL, rule, known(parser, context), module);
		}
		return parser.hasToken(JsonToken.VALUE_STRING) && rule.isMask(parser.getString());
	}

	private static boolean isShownAs(MaskForm form, MaskingRule rule, @Nullable Object bean, MaskingModule module) {
		// Only the object tells whether a condition on it holds.
		boolean unknown = bean == null && rule.unless() != null && rule.unless().getExpressionString().contains("bean");
		return !unknown && (rule.form() == form || rule.nonTextForm() == form)
				&& !module.source().current().mayReveal(rule, bean);
	}

	private static @Nullable Object known(JsonParser parser, DeserializationContext context) {
		// The values of any other object come from the request.
		Object updated = context.getAttribute(JsonUpdater.class);
		return (parser.currentValue() == updated) ? updated : null;
	}

	private void checkMissing(DeserializationContext context, MaskForm form, boolean overwrites) {
		// Refuse nothing at all where that is what the caller was shown instead of the
		// value.
		JsonParser parser = context.getParser();
		MaskingRule rule = (overwrites && parser != null) ? rule(parser, context) : null;
		if (parser != null && rule != null && isShownAs(form, rule, known(parser, context), this.module)) {
			throw new MaskWriteBackException(parser);
		}
	}

	private @Nullable MaskingRule rule(JsonParser parser, DeserializationContext context) {
		return rule(this.rules, parser, context);
	}

	static @Nullable MaskingRule rule(PropertyRules rules, JsonParser parser, DeserializationContext context) {
		return rules.at(object(parser), isWrapped(context));
	}

	private static boolean isWrapped(DeserializationContext context) {
		return context.isEnabled(DeserializationFeature.UNWRAP_ROOT_VALUE);
	}

	/**
	 * Return where the object is whose property is being read.
	 * @param parser the parser
	 * @return the position of the object
	 */
	private static TokenStreamContext object(JsonParser parser) {
		TokenStreamContext position = parser.streamReadContext();
		return (parser.currentToken() != null && parser.currentToken().isStructStart()) ? position.getParent()
				: position;
	}

	/**
	 * Read a value once it is sure that it holds no mask.
	 * @param <T> the type of the value
	 * @param parser the parser, at the start of the value
	 * @param context the context
	 * @param rule the rule of the property, if it has one
	 * @param reader reads the value
	 * @return the value
	 */
	static <T extends @Nullable Object> T read(JsonParser parser, DeserializationContext context,
			@Nullable MaskingRule rule, Function<JsonParser, T> reader) {
		if (rule != null && parser.currentToken() != null && parser.currentToken().isStructStart()) {
			return read(parser, context, (copy) -> refuseMasks(copy, rule, parser), reader);
		}
		if (rule != null && parser.hasToken(JsonToken.VALUE_STRING)) {
			refuse(rule.isMask(parser.getString()), parser);
		}
		return reader.apply(parser);
	}

	/**
	 * Read a structure once it has been looked at.
	 * @param <T> the type of the value
	 * @param parser the parser, at the start of the structure
	 * @param context the context
	 * @param check looks at a copy of the structure
	 * @param reader reads the value
	 * @return the value
	 */
	static <T extends @Nullable Object> T read(JsonParser parser, DeserializationContext context,
			Consumer<JsonParser> check, Function<JsonParser, T> reader) {
		try (TokenBuffer buffer = context.bufferForInputBuffering(parser).deserialize(parser, context)) {
			try (JsonParser copy = buffer.asParser(context, parser)) {
				copy.nextToken();
				check.accept(copy);
			}
			try (JsonParser checked = buffer.asParser(context, parser)) {
				checked.nextToken();
				return reader.apply(checked);
			}
		}
	}

	private static void refuseMasks(JsonParser copy, MaskingRule rule, JsonParser parser) {
		// Not as a tree, which has the last value of a name only.
		for (JsonToken token = copy.currentToken(); token != null; token = copy.nextToken()) {
			refuse((token == JsonToken.VALUE_STRING && rule.isMask(copy.getString()))
					|| (token == JsonToken.PROPERTY_NAME && MaskedTrees.isMaskedKey(copy.getString(), rule)), parser);
		}
	}

	private static void refuse(boolean mask, JsonParser parser) {
		if (mask) {
			throw new MaskWriteBackException(parser);
		}
	}

}
