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

package io.github.apisecurity.validation.url;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link SafeUrl @SafeUrl}.
 *
 * @since 0.1.0
 */
public class SafeUrlValidator implements ConstraintValidator<SafeUrl, CharSequence> {

	private static final int MAX_LENGTH = 2048;

	/**
	 * A host name whose last label has a letter first is no address in any notation.
	 */
	private static final Pattern HOST_NAME = Pattern
		.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

	private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443);

	private Set<String> schemes = Set.of();

	private Set<Integer> ports = Set.of();

	private List<String> hosts = List.of();

	private boolean resolve;

	@Override
	public void initialize(SafeUrl annotation) {
		this.schemes = Set.of(annotation.schemes());
		this.ports = Arrays.stream(annotation.ports()).boxed().collect(Collectors.toUnmodifiableSet());
		this.hosts = Arrays.stream(annotation.hosts()).map((host) -> host.toLowerCase(Locale.ROOT)).toList();
		this.resolve = annotation.resolve();
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		if (value == null) {
			return true;
		}
		if (value.length() > MAX_LENGTH
				|| !value.chars().allMatch((character) -> character > 0x20 && character < 0x7f)) {
			return false;
		}
		try {
			return isValid(new URI(value.toString()));
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	private boolean isValid(URI uri) {
		if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
			return false;
		}
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		String host = uri.getHost().toLowerCase(Locale.ROOT);
		return this.schemes.contains(scheme) && isAllowedPort(scheme, uri.getPort())
				&& HOST_NAME.matcher(host).matches() && isAllowedHost(host)
				&& (!this.resolve || PublicHosts.contain(host));
	}

	private boolean isAllowedPort(String scheme, int port) {
		if (this.ports.isEmpty()) {
			return port == -1 || DEFAULT_PORTS.getOrDefault(scheme, -1) == port;
		}
		return this.ports.contains((port != -1) ? port : DEFAULT_PORTS.getOrDefault(scheme, -1));
	}

	private boolean isAllowedHost(String host) {
		return this.hosts.isEmpty() || this.hosts.stream()
			.anyMatch((allowed) -> (allowed.startsWith("*.")) ? host.endsWith(allowed.substring(1))
					: host.equals(allowed));
	}

}
