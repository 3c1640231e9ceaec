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

package io.github.apisecurity.masking.json;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.ContextAttributes;

/**
 * Attributes with a field for what the caller may see, which is asked for each value:
 * finding it in a map would be a good part of the cost of a mask. Where these attributes
 * were replaced by others it is found in those.
 */
final class RevealAttributes extends ContextAttributes {

	static final String REVEAL = Reveal.class.getName();

	private final ContextAttributes others;

	private final @Nullable Reveal reveal;

	private RevealAttributes(ContextAttributes others, @Nullable Reveal reveal) {
		this.others = others;
		this.reveal = reveal;
	}

	static ContextAttributes of(ContextAttributes others) {
		return (others instanceof RevealAttributes) ? others : new RevealAttributes(others, null);
	}

	@Override
	public @Nullable Object getAttribute(Object key) {
		return REVEAL.equals(key) ? this.reveal : this.others.getAttribute(key);
	}

	@Override
	public ContextAttributes withPerCallAttribute(Object key, @Nullable Object value) {
		return REVEAL.equals(key) ? new RevealAttributes(this.others, (Reveal) value)
				: with(this.others.withPerCallAttribute(key, value));
	}

	@Override
	public ContextAttributes withSharedAttribute(Object key, @Nullable Object value) {
		return with(this.others.withSharedAttribute(key, value));
	}

	@Override
	public ContextAttributes withSharedAttributes(Map<?, ?> attributes) {
		return with(this.others.withSharedAttributes(attributes));
	}

	@Override
	public ContextAttributes withoutSharedAttribute(Object key) {
		return with(this.others.withoutSharedAttribute(key));
	}

	@Override
	public ContextAttributes snapshot() {
		return new RevealAttributes(this.others.snapshot(), null);
	}

	private ContextAttributes with(ContextAttributes others) {
		return (others == this.others) ? this : new RevealAttributes(others, this.reveal);
	}

}
