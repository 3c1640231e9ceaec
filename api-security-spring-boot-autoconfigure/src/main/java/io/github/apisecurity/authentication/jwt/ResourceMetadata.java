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

package io.github.apisecurity.authentication.jwt;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.authentication.jwt.AccessTokenProperties.DpopMode;
import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;

/**
 * Protected resource metadata as it is configured, and never made of the {@code Host}
 * header, which the caller chose.
 *
 * @param path the path it is served at, {@code null} when there is none
 * @param document the document
 * @param parameter what stands for the parameter of challenges
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728.html">RFC 9728</a>
 */
record ResourceMetadata(@Nullable String path, String document, String parameter) {

	private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

	private static final Pattern PARAMETER = Pattern.compile("(,?\\s*)resource_metadata=\"[^\"]*\"");

	/**
	 * Make the metadata.
	 * @param properties the properties
	 * @return the metadata, {@code null} when they are left to Spring Security
	 */
	static @Nullable ResourceMetadata of(AccessTokenProperties properties) {
		if (!properties.getResourceMetadata().isManaged()) {
			return null;
		}
		URI resource = properties.getResourceMetadata().getResource();
		if (resource == null) {
			return new ResourceMetadata(null, "", "");
		}
		PropertyValue.refuseIf(
				!KeyLocations.isSecure(resource, Set.of()) || resource.getRawFragment() != null
						|| resource.getRawQuery() != null,
				"api-security.authentication.resource-metadata.resource", resource,
				"Use an HTTPS URI without query and fragment, such as 'https://api.example.com'.");
		String end = (resource.getRawPath() != null && !resource.getRawPath().equals("/")) ? resource.getRawPath() : "";
		String uri = resource.getScheme() + "://" + resource.getRawAuthority() + WELL_KNOWN + end;
		return new ResourceMetadata(WELL_KNOWN + end, document(properties, resource),
				"$1" + Matcher.quoteReplacement("resource_metadata=\"" + uri + "\""));
	}

	private static String document(AccessTokenProperties properties, URI resource) {
		AccessTokenProperties.ResourceMetadata metadata = properties.getResourceMetadata();
		JsonWriter<URI> writer = JsonWriter.of((members) -> {
			members.add("resource", URI::toString);
			members.add("authorization_servers", metadata.getAuthorizationServers()).whenNot(List::isEmpty);
			members.add("scopes_supported", metadata.getScopes()).whenNot(List::isEmpty);
			members.add("bearer_methods_supported", List.of("header"));
			members.add("dpop_bound_access_tokens_required", true)
				.when((value) -> properties.getDpop() == DpopMode.REQUIRED);
		});
		return writer.writeToString(resource);
	}

	/**
	 * Return whether a request is for metadata, those of Spring Security included.
	 * @param request the request
	 * @return whether it is
	 */
	static boolean isAsked(HttpServletRequest request) {
		// Decoded, as it is for the filter of Spring Security that has this path as well.
		String info = request.getPathInfo();
		String path = (info != null) ? request.getServletPath() + info : request.getServletPath();
		return path.equals(WELL_KNOWN) || path.startsWith(WELL_KNOWN + "/");
	}

	/**
	 * Return whether it is this metadata that a request is for.
	 * @param request the request
	 * @return whether it is
	 */
	boolean isAt(HttpServletRequest request) {
		return this.path != null && request.getRequestURI().equals(request.getContextPath() + this.path);
	}

	/**
	 * Return a response whose challenges name this metadata. The entry point of the
	 * chain, the application's own included, stays as it is.
	 * @param response the response
	 * @return the response
	 */
	HttpServletResponse neutral(HttpServletResponse response) {
		return new HttpServletResponseWrapper(response) {

			@Override
			public void setHeader(String name, @Nullable String value) {
				super.setHeader(name, neutralize(name, value));
			}

			@Override
			public void addHeader(String name, @Nullable String value) {
				super.addHeader(name, neutralize(name, value));
			}

		};
	}

	private @Nullable String neutralize(String name, @Nullable String value) {
		return (value != null && HttpHeaders.WWW_AUTHENTICATE.equalsIgnoreCase(name))
				? PARAMETER.matcher(value).replaceAll(this.parameter) : value;
	}

}
