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

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.validation.RequestProperties.PathLimits;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

/**
 * The limits on requests.
 *
 * @param body the limits on the body where no path has its own
 * @param paths the limits on the body by path
 * @param maxMultipartSize the maximum size of a multipart request in bytes, -1 if
 * unlimited, {@code null} if the container reads none and they are as other bodies
 * @param maxUriLength the maximum number of characters of the request target
 * @param bodyTimeout the time within which a body has to arrive
 * @param gzip whether bodies may be compressed
 * @param allowedHeaders the names of the headers a request may have, any when empty
 */
record RequestLimits(BodyLimits body, RequestRules<BodyLimits> paths, @Nullable Long maxMultipartSize, int maxUriLength,
		Duration bodyTimeout, boolean gzip, Set<String> allowedHeaders) {

	private static final String PREFIX = "api-security.validation.request.";

	static RequestLimits of(RequestProperties properties, RequestRuleFactory rules, @Nullable Long maxMultipartSize) {
		BodyLimits body = new BodyLimits(size(PREFIX + "max-body-size", properties.getMaxBodySize()),
				mediaTypes(PREFIX + "content-types", properties.getContentTypes()));
		PropertyValue.positive(PREFIX + "max-uri-length", properties.getMaxUriLength(), 4096);
		PropertyValue.positive(PREFIX + "body-timeout", properties.getBodyTimeout(), "30s");
		for (String encoding : properties.getContentEncodings()) {
			PropertyValue.refuseIf(!"gzip".equalsIgnoreCase(encoding), PREFIX + "content-encodings", encoding,
					"Use 'gzip', the only supported encoding, or leave the list empty.");
		}
		Set<String> allowedHeaders = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		allowedHeaders.addAll(properties.getAllowedHeaders());
		return new RequestLimits(body,
				rules.firstMatch(PREFIX + "paths", properties.getPaths(), (key, path) -> bodyLimits(key, path, body)),
				maxMultipartSize, properties.getMaxUriLength(), properties.getBodyTimeout(),
				!properties.getContentEncodings().isEmpty(), allowedHeaders);
	}

	private static BodyLimits bodyLimits(String key, PathLimits path, BodyLimits body) {
		DataSize size = path.getMaxBodySize();
		List<String> types = path.getContentTypes();
		return new BodyLimits((size != null) ? size(key + ".max-body-size", size) : body.maxSize(),
				(types != null) ? mediaTypes(key + ".content-types", types) : body.contentTypes());
	}

	private static long size(String key, DataSize size) {
		PropertyValue.refuseIf(size.isNegative(), key, size,
				"Use a size, such as '1MB', or '0B' to refuse every body.");
		return size.toBytes();
	}

	private static List<MediaType> mediaTypes(String key, List<String> types) {
		return types.stream().map((type) -> {
			try {
				return MediaType.parseMediaType(type.toLowerCase(Locale.ROOT));
			}
			catch (InvalidMediaTypeException ex) {
				throw new InvalidConfigurationPropertyValueException(key, type,
						"Use media types, such as 'application/json' or 'application/*+json'.");
			}
		}).toList();
	}

	BodyLimits bodyLimits(HttpServletRequest request) {
		BodyLimits limits = this.paths.first(request);
		return (limits != null) ? limits : this.body;
	}

}
