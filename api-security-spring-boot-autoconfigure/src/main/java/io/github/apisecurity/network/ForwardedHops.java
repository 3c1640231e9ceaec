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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hops of a request, nearest proxy first, as the headers claim them.
 */
final class ForwardedHops {

	/**
	 * How many hops are read: nobody has that many proxies.
	 */
	static final int MAX_HOPS = 32;

	private static final Pattern PAIR = Pattern.compile("([\\w-]+)=(?:\"([^\"\\\\]*)\"|([^\"\\\\]*))");

	private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}");

	private static final String ABSENT = "\0";

	private ForwardedHops() {
	}

	static List<String> xForwardedFor(HttpServletRequest request) {
		return elements(request, "X-Forwarded-For");
	}

	static List<String> forwarded(HttpServletRequest request) {
		return elements(request, "Forwarded").stream().map((element) -> parameter(element, "for", "")).toList();
	}

	/**
	 * Read the schemes of the hops.
	 * @param request the request
	 * @param header the headers that are read
	 * @return the schemes, an empty one for what cannot be read
	 */
	static List<String> schemes(HttpServletRequest request, ForwardedHeader header) {
		List<String> schemes = new ArrayList<>();
		if (header != ForwardedHeader.FORWARDED) {
			schemes.addAll(elements(request, "X-Forwarded-Proto"));
		}
		if (header != ForwardedHeader.X_FORWARDED_FOR) {
			elements(request, "Forwarded").stream()
				.map((element) -> parameter(element, "proto", ABSENT))
				.filter((scheme) -> !scheme.equals(ABSENT))
				.forEach(schemes::add);
		}
		return schemes;
	}

	private static List<String> elements(HttpServletRequest request, String header) {
		// A second header line is as good as a comma (RFC 9110, section 5.3).
		List<String> lines = Collections.list(request.getHeaders(header));
		List<String> elements = new ArrayList<>();
		for (int i = lines.size() - 1; i >= 0; i--) {
			int end = lines.get(i).length();
			while (end >= 0 && elements.size() < MAX_HOPS) {
				int comma = lines.get(i).lastIndexOf(',', end - 1);
				elements.add(lines.get(i).substring(comma + 1, end).trim());
				end = comma;
			}
		}
		return elements;
	}

	/**
	 * Read the only parameter of a name in an element. A proxy may quote what a client
	 * wrote, separators included: an element that can be read in two ways is not read.
	 * @param element the element
	 * @param name the name of the parameter
	 * @param none what to return when there is none
	 * @return the value, empty when the element cannot be read
	 */
	private static String parameter(String element, String name, String none) {
		String value = null;
		for (String pair : element.split(";")) {
			Matcher matcher = PAIR.matcher(pair.trim());
			boolean found = matcher.matches() && matcher.group(1).equalsIgnoreCase(name);
			if (!matcher.matches() || (found && value != null)) {
				return "";
			}
			if (found) {
				value = (matcher.group(2) != null) ? matcher.group(2) : matcher.group(3);
			}
		}
		return (value != null) ? value : none;
	}

	/**
	 * Read the address of a hop, which may have a port.
	 * @param hop the hop
	 * @return the address or {@code null} when it is malformed, obfuscated or unknown
	 */
	static @Nullable IpAddress parse(String hop) {
		boolean bracketed = hop.startsWith("[");
		int end = (bracketed) ? hop.indexOf(']') + 1 : hop.indexOf(':');
		if (!bracketed && (end == -1 || end != hop.lastIndexOf(':'))) {
			return IpAddress.parse(hop);
		}
		if (end == 0 || (end < hop.length() && !PORT.matcher(hop.substring(end)).matches())) {
			return null;
		}
		return IpAddress.parse((bracketed) ? hop.substring(1, end - 1) : hop.substring(0, end));
	}

}
