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

package io.github.apisecurity.json;

import tools.jackson.databind.cfg.MapperBuilder;

/**
 * Callback to customize the mappers with which the server reads requests and writes
 * responses, of every format that Jackson speaks. Beans of this type are called in order,
 * each time on a builder that starts with the state of the application's mapper. That
 * mapper itself, which also writes caches, outgoing calls and JSON columns, is never
 * touched.
 *
 * @since 0.1.0
 * @see ServerJsonFactoryCustomizer
 */
@FunctionalInterface
public interface ServerJsonMapperCustomizer {

	/**
	 * Customize the mapper.
	 * @param builder the builder of the server's mapper
	 */
	void customize(MapperBuilder<?, ?> builder);

}
