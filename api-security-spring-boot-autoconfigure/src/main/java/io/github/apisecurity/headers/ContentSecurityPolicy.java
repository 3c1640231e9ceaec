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

package io.github.apisecurity.headers;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.apisecurity.config.PropertyValue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a browser would ignore in a content security policy without a word.
 *
 * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy Level 3</a>
 */
final class ContentSecurityPolicy {

	private static final Log log = LogFactory.getLog(ContentSecurityPolicy.class);

	private static final Set<String> DIRECTIVES = Set.of("default-src", "script-src", "script-src-elem",
			"script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src",
			"media-src", "object-src", "frame-src", "child-src", "worker-src", "manifest-src", "fenced-frame-src",
			"base-uri", "form-action", "frame-ancestors", "sandbox", "report-uri", "report-to",
			"upgrade-insecure-requests", "require-trusted-types-for", "trusted-types", "webrtc");

	private static final Pattern UNQUOTED = Pattern.compile(
			"self|none|strict-dynamic|unsafe-[a-z-]+|wasm-unsafe-eval|report-sample|(?:nonce|sha(?:256|384|512))-.*");

	private ContentSecurityPolicy() {
	}

	static String with(@Nullable String policy, Map<String, String> directives) {
		Map<String, String> all = new LinkedHashMap<>();
		for (String directive : ((policy != null) ? policy : "").strip().split("\\s*;\\s*")) {
			String[] written = directive.split("\\s+", 2);
			all.put(written[0], (written.length > 1) ? " " + written[1] : "");
		}
		directives.forEach((name, sources) -> all.put(name, " " + sources.strip()));
		return all.entrySet()
			.stream()
			.filter((directive) -> !directive.getValue().equals(" ") && !directive.getKey().isEmpty())
			.map((directive) -> directive.getKey() + directive.getValue())
			.collect(Collectors.joining("; "));
	}

	static @Nullable String check(String key, @Nullable String policy) {
		if (policy == null || policy.isBlank()) {
			return policy;
		}
		PropertyValue.refuseIf(policy.replace("'nonce-" + Nonce.PLACEHOLDER + "'", "").contains(Nonce.PLACEHOLDER), key,
				policy, "Write 'nonce-" + Nonce.PLACEHOLDER + "' in single quotes.");
		for (String directive : policy.split(";")) {
			String[] tokens = directive.strip().split("\\s+");
			String name = tokens[0].toLowerCase(Locale.ROOT);
			PropertyValue.refuseIf(!name.isEmpty() && !DIRECTIVES.contains(name), key, policy,
					"There is no directive '" + name + "', so that browsers ignore it. Correct or remove it.");
			for (int i = 1; i < tokens.length; i++) {
				String source = tokens[i];
				PropertyValue.refuseIf(!name.equals("sandbox") && UNQUOTED.matcher(source).matches(), key, policy,
						"Browsers take " + source + " for the name of a host. Write '" + source
								+ "' in single quotes.");
				if (source.equals("'unsafe-inline'") && (name.startsWith("script-src") || name.equals("default-src"))) {
					log.warn("'" + key + "' allows inline scripts, so that it does not hinder injected ones. "
							+ "Move scripts to files, and remove 'unsafe-inline' from " + name + ".");
				}
			}
		}
		return policy;
	}

}
