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

package io.github.apisecurity.versioning;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

import io.github.apisecurity.chain.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Where requests have their version.
 *
 * @param header the request header, if that is one
 * @param queryParameter the query parameter, if that is one
 * @param pathSegment the index of the path segment, if that is one
 * @param named whether the application names a place
 */
record VersionPlaces(@Nullable String header, @Nullable String queryParameter, @Nullable Integer pathSegment,
		boolean named) {

	/**
	 * Return whether a request says in one place this and in another that.
	 * @param request the request
	 * @param reader reads a version, {@code null} when it is none
	 * @return whether it does
	 */
	boolean isAmbiguous(HttpServletRequest request, Function<String, @Nullable Comparable<?>> reader) {
		Set<String> texts = new HashSet<>();
		if (this.header != null) {
			texts.addAll(Collections.list(request.getHeaders(this.header)));
		}
		if (this.queryParameter != null && request.getQueryString() != null) {
			QueryParameters.anyMatch(request.getQueryString(), (name, value) -> {
				if (name.equals(this.queryParameter)) {
					texts.add(value);
				}
				return false;
			});
		}
		// What is no version there belongs to a path without one.
		if (this.pathSegment != null && !texts.isEmpty() && this.pathSegment + 1 < segments(request).length
				&& reader.apply(segments(request)[this.pathSegment + 1]) != null) {
			texts.add(segments(request)[this.pathSegment + 1]);
		}
		return texts.size() > 1 && texts.stream().map((text) -> version(text, reader)).distinct().count() > 1;
	}

	private static Object version(String text, Function<String, @Nullable Comparable<?>> reader) {
		Comparable<?> version = reader.apply(text);
		return (version != null) ? version : text;
	}

	// Counted as Spring does it, behind the path of the dispatcher servlet.
	private static String[] segments(HttpServletRequest request) {
		return ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication().value().split("/", -1);
	}

	/**
	 * Return the URI of the same resource in another version, as a path.
	 * @param request the request
	 * @param version the other version
	 * @return the URI
	 */
	String successor(HttpServletRequest request, String version) {
		String path = request.getRequestURI();
		if (this.pathSegment != null) {
			String[] segments = segments(request);
			int within = String.join("/", segments).length();
			int index = this.pathSegment + 1;
			if (index < segments.length) {
				// The version of a path is often written with a letter: v1.
				segments[index] = segments[index].replaceFirst("[0-9].*", "") + version;
				return path.substring(0, path.length() - within) + String.join("/", segments);
			}
		}
		return (this.queryParameter != null && this.header == null) ? path + "?" + this.queryParameter + "=" + version
				: path;
	}

}
