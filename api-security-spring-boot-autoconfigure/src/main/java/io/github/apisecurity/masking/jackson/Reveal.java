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

import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of the current response may see. Serializers are shared by all callers,
 * so it is asked while a value is written.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Reveal {

	/**
	 * Return whether a value is written as it is.
	 * @param rule the rule of the property
	 * @param property the name of the property
	 * @param bean the object that has the property, if known
	 * @return whether the value is clear to the caller
	 */
	boolean isRevealed(MaskingRule rule, String property, @Nullable Object bean);

	/**
	 * Return whether the caller may see a value that is not written now.
	 * @param rule the rule of the property
	 * @param bean the object that has the property, if known
	 * @return whether the value would be clear to the caller
	 */
	default boolean mayReveal(MaskingRule rule, @Nullable Object bean) {
		return isRevealed(rule, "", bean);
	}

	/**
	 * Return what the caller may see where other threads put the response together.
	 * @return an instance that any thread may ask
	 */
	default Reveal onAnyThread() {
		return this;
	}

	/**
	 * Return an instance that masks everything.
	 * @return the instance
	 */
	static Reveal nothing() {
		return (rule, property, bean) -> false;
	}

}
