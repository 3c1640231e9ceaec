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

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import io.github.apisecurity.json.BufferedMessage;
import io.github.apisecurity.masking.JsonUpdater;
import tools.jackson.core.JacksonException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Reads with the mapper of the server, and fails as its message converters do.
 *
 * @param mappers the mappers of the server
 */
record ServerJsonUpdater(MaskingMappers mappers) implements JsonUpdater {

	@Override
	public <T> T update(T existing, String json) {
		try {
			return this.mappers.json()
				.readerForUpdating(existing)
				.withAttribute(JsonUpdater.class, existing)
				.readValue(json);
		}
		catch (JacksonException ex) {
			throw new HttpMessageNotReadableException("JSON cannot be read", ex, new BufferedMessage(HttpHeaders.EMPTY,
					new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
		}
	}

}
