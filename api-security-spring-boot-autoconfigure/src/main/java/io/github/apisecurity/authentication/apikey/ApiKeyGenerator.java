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

package io.github.apisecurity.authentication.apikey;

import io.github.apisecurity.authentication.apikey.ApiKeyFormat.PresentedKey;
import org.jspecify.annotations.Nullable;

/**
 * Prints a new API key once, and the configuration that accepts it. The arguments are the
 * prefix, the environment and the version of the pepper; the pepper itself is read from
 * the environment variable {@code API_KEY_PEPPER}, so that it is in no shell history.
 *
 * @since 0.1.0
 */
public final class ApiKeyGenerator {

	private ApiKeyGenerator() {
	}

	/**
	 * Print a key.
	 * @param args the prefix, the environment and the version of the pepper, all optional
	 */
	public static void main(String[] args) {
		System.out.print(generate(System.getenv("API_KEY_PEPPER"), args));
	}

	static String generate(@Nullable String pepper, String... args) {
		ApiKeyProperties properties = new ApiKeyProperties();
		properties.setPrefix((args.length > 0) ? args[0] : properties.getPrefix());
		properties.setEnvironment((args.length > 1) ? args[1] : properties.getEnvironment());
		properties.getPeppers().put((args.length > 2) ? args[2] : "v1", (pepper != null) ? pepper : "");
		ApiKeyFormat format = ApiKeySettings.format(properties);
		PresentedKey key = format.generate();
		return """
				# Give this to the caller. It is not shown again:
				# %s
				api-security:
				  authentication:
				    api-keys:
				      keys:
				        "[%s]":
				          hash: "%s"
				""".formatted(format.format(key), key.id(), ApiKeySettings.hasher(properties).hash(key));
	}

}
