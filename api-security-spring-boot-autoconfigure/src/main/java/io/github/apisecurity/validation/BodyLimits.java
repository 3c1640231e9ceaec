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

import java.util.List;

import org.springframework.http.MediaType;
import org.springframework.util.MimeType;

/**
 * What a request body may be on some paths.
 *
 * @param maxSize the maximum size in bytes
 * @param contentTypes the media types, with wildcards
 */
record BodyLimits(long maxSize, List<MediaType> contentTypes) {

	BodyLimits {
		contentTypes = List.copyOf(contentTypes);
	}

	boolean accepts(MimeType contentType) {
		for (MediaType accepted : this.contentTypes) {
			if (accepted.includes(contentType)) {
				return true;
			}
		}
		return false;
	}

}
