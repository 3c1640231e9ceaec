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

import java.util.function.ToLongFunction;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.json.ServerJsonFactoryCustomizer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TSFBuilder;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.base.DecorableTSFactory.DecorableTSFBuilder;
import tools.jackson.core.json.JsonFactoryBuilder;

/**
 * Bounds what a document costs, whatever its format.
 */
class JsonLimits implements ServerJsonFactoryCustomizer {

	private static final String XML = "tools.jackson.dataformat.xml.XmlFactoryBuilder";

	private static final StreamReadConstraints JACKSON = StreamReadConstraints.defaults();

	private static final StreamReadConstraints DEFAULTS = constraints(new JsonProperties());

	private final StreamReadConstraints ours;

	JsonLimits(JsonProperties properties) {
		long maxStringLength = properties.getMaxStringLength().toBytes();
		check("max-depth", properties.getMaxDepth(), properties.getMaxDepth() > 0);
		check("max-string-length", properties.getMaxStringLength(),
				maxStringLength > 0 && maxStringLength <= Integer.MAX_VALUE);
		check("max-tokens", properties.getMaxTokens(), properties.getMaxTokens() > 0);
		check("max-number-length", properties.getMaxNumberLength(), properties.getMaxNumberLength() > 0);
		this.ours = constraints(properties);
	}

	private static void check(String key, Object value, boolean valid) {
		PropertyValue.refuseIf(!valid, "api-security.validation.json." + key, value,
				"Use a positive number below 2147483648.");
	}

	@Override
	public void customize(TSFBuilder<?, ?> builder) {
		builder.streamReadConstraints(merge(builder.build().streamReadConstraints()));
		// A body is UTF-8, also where its bytes look like UTF-16.
		builder.disable(TokenStreamFactory.Feature.CHARSET_DETECTION);
		boolean xml = XML.equals(builder.getClass().getName());
		if (xml || builder instanceof JsonFactoryBuilder) {
			((DecorableTSFBuilder<?, ?>) builder).inputDecorator(new Utf8Decorator(xml));
		}
	}

	private static StreamReadConstraints constraints(JsonProperties properties) {
		return StreamReadConstraints.builder()
			.maxNestingDepth(properties.getMaxDepth())
			.maxStringLength((int) properties.getMaxStringLength().toBytes())
			.maxTokenCount(properties.getMaxTokens())
			.maxNumberLength(properties.getMaxNumberLength())
			.build();
	}

	private StreamReadConstraints merge(StreamReadConstraints given) {
		return given.rebuild()
			.maxNestingDepth((int) limit(StreamReadConstraints::getMaxNestingDepth, given))
			.maxStringLength((int) limit(StreamReadConstraints::getMaxStringLength, given))
			.maxTokenCount(limit(StreamReadConstraints::getMaxTokenCount, given))
			.maxNumberLength((int) limit(StreamReadConstraints::getMaxNumberLength, given))
			.build();
	}

	// What the application has said with 'spring.jackson.factory.constraints' is kept;
	// where it has said both, the lower of the two.
	private long limit(ToLongFunction<StreamReadConstraints> limit, StreamReadConstraints given) {
		long bound = limit.applyAsLong(given);
		if (bound == limit.applyAsLong(JACKSON)) {
			return limit.applyAsLong(this.ours);
		}
		return (limit.applyAsLong(this.ours) == limit.applyAsLong(DEFAULTS)) ? bound
				: Math.min(limit.applyAsLong(this.ours), bound);
	}

}
