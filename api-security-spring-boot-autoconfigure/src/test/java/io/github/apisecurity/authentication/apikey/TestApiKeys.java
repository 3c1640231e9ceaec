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

import java.util.List;

/**
 * Makes API keys for the tests of features.
 */
public final class TestApiKeys {

	private static final String PEPPER = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	private static final String PREFIX = "api-security.authentication.api-keys.";

	private TestApiKeys() {
	}

	/**
	 * Make a key.
	 * @return the key
	 */
	public static TestApiKey create() {
		String printed = ApiKeyGenerator.generate(PEPPER, "shop", "test");
		String key = printed.lines().skip(1).findFirst().orElseThrow().substring(2);
		return new TestApiKey(key, printed.replaceAll("(?s).*hash: \"([^\"]+)\".*", "$1"));
	}

	/**
	 * A key and its hash.
	 *
	 * @param key the key
	 * @param hash the hash
	 */
	public record TestApiKey(String key, String hash) {

		/**
		 * Return the properties that let the key in.
		 * @param owner the owner of the key
		 * @return the properties
		 */
		public List<String> properties(String owner) {
			String prefix = PREFIX + "keys[" + this.key.split("_")[2] + "].";
			return List.of(PREFIX + "enabled=true", PREFIX + "peppers.v1=" + PEPPER, PREFIX + "prefix=shop",
					PREFIX + "environment=test", prefix + "owner=" + owner, prefix + "hash=" + this.hash);
		}

	}

}
