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

package io.github.apisecurity.masking.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Logback converter that erases what belongs to a masked name in the text inside of it,
 * be that the message, the MDC, key-value pairs or a stack trace: {@code %mask(%m %X
 * %kvp%n%ex){}}. Declared in {@code logback-spring.xml}:
 *
 * <pre class="code">
 * &lt;conversionRule conversionWord="mask"
 * 		class="io.github.apisecurity.masking.logging.MaskingConverter"/&gt;
 * </pre>
 *
 * @since 0.1.0
 */
public class MaskingConverter extends CompositeConverter<ILoggingEvent> {

	private @Nullable LogMask mask;

	@Override
	public void start() {
		// Spring Boot leaves the environment here. Without it the names of secrets count.
		Object environment = getContext().getObject(Environment.class.getName());
		this.mask = LogMask.of((environment instanceof Environment available) ? available : new StandardEnvironment());
		super.start();
	}

	@Override
	protected String transform(ILoggingEvent event, String text) {
		LogMask mask = this.mask;
		return (mask != null) ? mask.mask(text) : "";
	}

}
