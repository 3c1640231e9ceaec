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

package io.github.apisecurity.masking;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Finds {@link Masked @Masked}. It must be the primary introspector: a secondary one is
 * not asked where {@code @JsonSerialize} or {@code @JsonRawValue} already names a
 * serializer.
 */
class MaskingAnnotationIntrospector extends NopAnnotationIntrospector {

	@Override
	public @Nullable Object findSerializer(MapperConfig<?> config, Annotated annotated) {
		Masked masked = annotated.getAnnotation(Masked.class);
		return (masked != null) ? new MaskingSerializer(MaskedRule.of(masked)) : null;
	}

}
