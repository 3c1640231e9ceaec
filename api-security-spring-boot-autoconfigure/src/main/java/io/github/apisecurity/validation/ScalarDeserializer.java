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

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.ToStringSerializerBase;
import tools.jackson.databind.type.LogicalType;

import org.springframework.util.ClassUtils;
import org.springframework.util.NumberUtils;

/**
 * Reads what the server writes where coercion is refused: a number as text, a truth value
 * or an enumeration constant as number, where an annotation, a module or a feature of the
 * mapper says so. {@code 1.0} is an integer, as it is to JSON Schema, and {@code "NaN"}
 * is no number.
 */
final class ScalarDeserializer extends DelegatingDeserializer {

	private static final Pattern NUMBER = Pattern.compile("-?\\d{1,400}(\\.\\d{1,400})?([eE][+-]?\\d{1,3})?");

	private static final int MAX_DIGITS = 40;

	private static final int MAX_MAGNITUDE = 400;

	private static final Set<LogicalType> NUMBERS = EnumSet.of(LogicalType.Integer, LogicalType.Float);

	private static final Map<String, Boolean> TRUTH_NUMBERS = Map.of("0", false, "-0", false, "1", true);

	private static final Map<String, Boolean> TRUTH_TEXTS = Map.of("false", false, "true", true);

	private final JsonFormat.Shape shape;

	private ScalarDeserializer(ValueDeserializer<?> delegate, JsonFormat.Shape shape) {
		super(delegate);
		this.shape = shape;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new ScalarDeserializer(delegate, this.shape);
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
		JsonFormat.Value format = (property != null) ? property.findPropertyFormat(context.getConfig(), handledType())
				: context.getConfig().getDefaultPropertyFormat(handledType());
		JavaType type = context.constructType(handledType());
		return new ScalarDeserializer(context.handleSecondaryContextualization(this._delegatee, property, type),
				(property != null && isWrittenAsText(context, property.getMember())) ? JsonFormat.Shape.STRING
						: (format.hasShape()) ? format.getShape() : this.shape);
	}

	private static boolean isWrittenAsText(DeserializationContext context, @Nullable AnnotatedMember member) {
		AnnotationIntrospector annotations = context.getAnnotationIntrospector();
		return member != null && Stream
			.of(annotations.findSerializer(context.getConfig(), member),
					annotations.findContentSerializer(context.getConfig(), member))
			.anyMatch((serializer) -> serializer instanceof Class<?> type
					&& ToStringSerializerBase.class.isAssignableFrom(type));
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
		if (context.isEnabled(MapperFeature.ALLOW_COERCION_OF_SCALARS)) {
			return super.deserialize(parser, context);
		}
		JsonNode node = null;
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING && NUMBERS.contains(logicalType())) {
			String text = parser.getString();
			boolean number = NUMBER.matcher(text).matches();
			if (!number && logicalType() == LogicalType.Float && !text.isBlank()) {
				return context.handleWeirdStringValue(handledType(), text, "no number");
			}
			node = (number && this.shape == JsonFormat.Shape.STRING) ? number(context, new BigDecimal(text)) : null;
		}
		else if (logicalType() == LogicalType.Boolean) {
			node = truth(parser, token, context);
		}
		else if (token == JsonToken.VALUE_NUMBER_FLOAT && logicalType() == LogicalType.Integer && !parser.isNaN()) {
			BigDecimal value = parser.getDecimalValue();
			node = (isInteger(value)) ? number(context, value) : null;
		}
		else if (token == JsonToken.VALUE_NUMBER_INT && logicalType() == LogicalType.Enum
				&& (this.shape.isNumeric() || context.isEnabled(EnumFeature.WRITE_ENUMS_USING_INDEX))) {
			return constant(parser, context);
		}
		Object value = (node != null) ? read(node, context) : super.deserialize(parser, context);
		// Infinity itself is none where the mapper reads it.
		return (isOutOfRange(value) && parser.getString().matches(".*\\d"))
				? context.handleWeirdNumberValue(handledType(), 0, "out of range") : value;
	}

	// 13 characters can be a number of a billion digits, or infinite.
	private static boolean isOutOfRange(@Nullable Object value) {
		if (value instanceof BigDecimal decimal) {
			return Math.abs((long) decimal.precision() - decimal.scale()) > MAX_MAGNITUDE;
		}
		return (value instanceof Double || value instanceof Float) && Double.isInfinite(((Number) value).doubleValue());
	}

	private @Nullable JsonNode truth(JsonParser parser, @Nullable JsonToken token, DeserializationContext context) {
		Boolean value = (token == JsonToken.VALUE_NUMBER_INT && this.shape.isNumeric())
				? TRUTH_NUMBERS.get(parser.getString())
				: (token == JsonToken.VALUE_STRING && this.shape == JsonFormat.Shape.STRING)
						? TRUTH_TEXTS.get(parser.getString()) : null;
		return (value != null) ? context.getNodeFactory().booleanNode(value) : null;
	}

	private static JsonNode number(DeserializationContext context, BigDecimal value) {
		return (isInteger(value)) ? context.getNodeFactory().numberNode(value.toBigInteger())
				: context.getNodeFactory().numberNode(value);
	}

	// A few digits of an exponent are a million of the integer.
	private static boolean isInteger(BigDecimal value) {
		return value.precision() - (long) value.scale() <= MAX_DIGITS
				&& (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0);
	}

	private @Nullable Object read(JsonNode node, DeserializationContext context) {
		try (JsonParser parser = node.traverse(context)) {
			parser.nextToken();
			return this._delegatee.deserialize(parser, context);
		}
	}

	private @Nullable Object constant(JsonParser parser, DeserializationContext context) {
		Object[] constants = handledType().getEnumConstants();
		long index = parser.getLongValue();
		return (constants != null && index >= 0 && index < constants.length) ? constants[(int) index]
				: context.handleWeirdNumberValue(handledType(), index, "no constant");
	}

	/**
	 * Makes the deserializers of scalars such.
	 */
	static class Modifier extends ValueDeserializerModifier {

		private static final long serialVersionUID = 1L;

		private final transient Supplier<ObjectMapper> written;

		/**
		 * Create a new instance.
		 * @param written supplies a mapper that writes as the server does
		 */
		Modifier(Supplier<ObjectMapper> written) {
			this.written = written;
		}

		@Override
		public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier bean,
				ValueDeserializer<?> deserializer) {
			LogicalType type = deserializer.logicalType();
			return (type == LogicalType.Boolean || NUMBERS.contains(type))
					? new ScalarDeserializer(deserializer,
							(isWrittenAsText(bean.getBeanClass())) ? JsonFormat.Shape.STRING : JsonFormat.Shape.ANY)
					: deserializer;
		}

		@SuppressWarnings("unchecked")
		private boolean isWrittenAsText(Class<?> type) {
			Class<?> number = ClassUtils.resolvePrimitiveIfNecessary(type);
			return NumberUtils.STANDARD_NUMBER_TYPES.contains(number) && this.written.get() instanceof JsonMapper mapper
					&& mapper.writerFor(type)
						.writeValueAsString(NumberUtils.convertNumberToTargetClass(1, (Class<? extends Number>) number))
						.startsWith("\"");
		}

		@Override
		public ValueDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
				BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
			JsonFormat.Value format = bean.findExpectedFormat(type.getRawClass());
			return new ScalarDeserializer(deserializer, format.getShape());
		}

	}

}
