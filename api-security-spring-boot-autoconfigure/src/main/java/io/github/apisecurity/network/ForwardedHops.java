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

package io.github.apisecurity.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hops of a request, nearest proxy last, as the headers claim them.
 */
final class ForwardedHops {

	private static final String FOR = "for=";

	private ForwardedHops() {
	}

	static List<String> xForwardedFor(HttpServletRequest request) {
		return elements(request, "X-Forwarded-For");
	}

	static List<String> forwarded(HttpServletRequest request) {
		return elements(request, "Forwarded").stream().map(ForwardedHops::forParameter).toList();
	}

	private static List<String> elements(HttpServletRequest request, String header) {
		// A second header line is as good as a comma (RFC 9110, section 5.3).
		List<String> elements = new ArrayList<>();
		for (String line : Collections.list(request.getHeaders(header))) {
			Collections.addAll(elements, line.split(",", -1));
		}
		return elements;
	}

	private static String forParameter(String element) {
		for (String pair : element.split(";")) {
			String parameter = pair.trim();
			if (parameter.regionMatches(true, 0, FOR, 0, FOR.length())) {
				String value = parameter.substring(FOR.length()).trim();
				boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
				return (quoted) ? value.substring(1, value.length() - 1) : value;
			}
		}
		return "";
	}

	/**
	 * Read the address of a hop, which may have a port.
	 * @param hop the hop
	 * @return the address or {@code null} when it is malformed, obfuscated or unknown
	 */
	static @Nullable IpAddress parse(String hop) {
		String text = hop.trim();
		if (text.startsWith("[")) {
			int end = text.indexOf(']');
			return (end != -1 && isPort(text, end + 1)) ? IpAddress.parse(text.substring(1, end)) : null;
		}
		int colon = text.indexOf(':');
		if (colon != -1 && colon == text.lastIndexOf(':')) {
			return (isPort(text, colon)) ? IpAddress.parse(text.substring(0, colon)) : null;
		}
		return IpAddress.parse(text);
	}

	private static boolean isPort(String text, int start) {
		if (start == text.length()) {
			return true;
		}
		return text.charAt(start) == ':' && text.substring(start + 1).chars().allMatch(Character::isDigit)
				&& text.length() - start <= 6;
	}

}
