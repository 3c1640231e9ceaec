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

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * Protected resource metadata.
 *
 * @param path the path it is served at
 * @param uri the URI of it, which challenges name
 * @param document the document
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728.html">RFC 9728</a>
 */
record ResourceMetadata(String path, String uri, String document) {

	static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

	static @Nullable ResourceMetadata of(AccessTokenProperties.ResourceMetadata properties, boolean proofRequired) {
		URI resource = properties.getResource();
		if (resource == null) {
			return null;
		}
		PropertyValue.refuseIf(
				!KeyLocations.isSecure(resource, Set.of()) || resource.getRawFragment() != null
						|| resource.getRawQuery() != null,
				"api-security.authentication.resource-metadata.resource", resource,
				"Use an HTTPS URI without query and fragment, such as 'https://api.example.com'.");
		String path = (resource.getRawPath() != null && !resource.getRawPath().equals("/")) ? resource.getRawPath()
				: "";
		return new ResourceMetadata(WELL_KNOWN + path,
				resource.getScheme() + "://" + resource.getRawAuthority() + WELL_KNOWN + path,
				document(properties, resource, proofRequired));
	}

	private static String document(AccessTokenProperties.ResourceMetadata properties, URI resource,
			boolean proofRequired) {
		JsonWriter<URI> writer = JsonWriter.of((members) -> {
			members.add("resource", URI::toString);
			members.add("authorization_servers", properties.getAuthorizationServers()).whenNot(List::isEmpty);
			members.add("scopes_supported", properties.getScopes()).whenNot(List::isEmpty);
			members.add("bearer_methods_supported", List.of("header"));
			members.add("dpop_bound_access_tokens_required", true).when((value) -> proofRequired);
		});
		return writer.writeToString(resource);
	}

}
