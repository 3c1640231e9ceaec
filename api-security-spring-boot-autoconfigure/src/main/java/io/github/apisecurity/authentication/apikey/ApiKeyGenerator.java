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

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

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
		try {
			System.out.print(generate(System.getenv("API_KEY_PEPPER"), args));
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			// Without the value: what is refused may be a pepper in the wrong place.
			System.err.println(ex.getName() + ": " + ex.getReason());
			System.err.println("Arguments are prefix, environment and version of the pepper; API_KEY_PEPPER holds it.");
			System.exit(1);
		}
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
				      enabled: true
				      prefix: %s
				      environment: %s
				      peppers: { %s: "${API_KEY_PEPPER}" }
				      keys:
				        "[%s]":
				          hash: "%s"
				          owner: name-of-the-caller
				          authorities: [ ROLE_CALLER ]
				""".formatted(format.format(key), properties.getPrefix(), properties.getEnvironment(),
				properties.getPeppers().keySet().iterator().next(), key.id(),
				ApiKeySettings.hasher(properties).hash(key));
	}

}
