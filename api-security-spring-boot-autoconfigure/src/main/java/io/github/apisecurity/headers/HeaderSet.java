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

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.header.HeaderWriter;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.StringUtils;

/**
 * The headers of some answers, made and checked once.
 *
 * @param preset the preset
 * @param values the headers by name, empty for one that is not sent
 * @param nonce whether a value has a nonce
 */
record HeaderSet(HeaderPreset preset, Map<String, String> values, boolean nonce) implements HeaderWriter {

	/**
	 * What Spring Security sends anyway, unless a chain says something else.
	 */
	static final Map<String, String> DEFAULTS = ignoringCase(
			Map.of("X-Content-Type-Options", "nosniff", "X-XSS-Protection", "0", "X-Frame-Options", "DENY"));

	private static final Pattern NOT_OTHER = Pattern.compile("(?i)content-.*|transfer-encoding|connection|location"
			+ "|set-cookie|permissions-policy|referrer-policy|cross-origin-.*|strict-transport-security|reporting-endpoints");

	private static final List<String> POLICIES = List.of("Content-Security-Policy",
			"Content-Security-Policy-Report-Only");

	private static final String NO_PERMISSIONS = "accelerometer=(), autoplay=(), camera=(), display-capture=(), "
			+ "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
			+ "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), "
			+ "xr-spatial-tracking=()";

	// Passkeys and videos of the pages themselves.
	private static final String OWN_PERMISSIONS = NO_PERMISSIONS
		.replaceAll("(fullscreen|picture-in-picture|publickey-credentials-get)=\\(\\)", "$1=(self)");

	private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

	private static final Map<HeaderPreset, Map<String, String>> PRESETS = Map.of(HeaderPreset.API,
			preset(API_POLICY, "no-referrer", Map.of()), HeaderPreset.BROWSER,
			preset("default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
					+ "object-src 'none'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'", "same-origin",
					Map.of("X-Frame-Options", "SAMEORIGIN", "Permissions-Policy", OWN_PERMISSIONS)));

	private static Map<String, String> preset(String contentSecurityPolicy, String referrerPolicy,
			Map<String, String> more) {
		Map<String, String> values = ignoringCase(more);
		values.put("Content-Security-Policy", contentSecurityPolicy);
		values.putIfAbsent("Permissions-Policy", NO_PERMISSIONS);
		values.put("Referrer-Policy", referrerPolicy);
		values.put("Cross-Origin-Opener-Policy", "same-origin");
		values.put("Cross-Origin-Resource-Policy", "same-origin");
		values.put("Origin-Agent-Cluster", "?1");
		values.put("X-Permitted-Cross-Domain-Policies", "none");
		values.put("X-DNS-Prefetch-Control", "off");
		return values;
	}

	private static Map<String, String> ignoringCase(Map<String, String> headers) {
		Map<String, String> ignoringCase = new LinkedCaseInsensitiveMap<>();
		ignoringCase.putAll(headers);
		return ignoringCase;
	}

	/**
	 * Make the headers of some answers.
	 * @param key the name of the property that has them
	 * @param values what is written there
	 * @param others what holds for all others, {@code null} for these themselves
	 * @param reports where browsers report violations of policies, {@code null} for
	 * nowhere
	 * @return the headers
	 */
	static HeaderSet of(String key, HeaderValueProperties values, @Nullable HeaderValueProperties others,
			@Nullable String reports) {
		HeaderPreset usual = (others != null && others.getPreset() != null) ? others.getPreset() : HeaderPreset.API;
		HeaderPreset preset = (values.getPreset() != null) ? values.getPreset() : usual;
		Map<String, String> headers = ignoringCase(PRESETS.getOrDefault(preset, Map.of()));
		if (others != null && preset == usual) {
			put(headers, "api-security.headers", others);
		}
		put(headers, key, values);
		return report(preset, headers, reports);
	}

	static HeaderSet of(HeaderPreset preset, Map<String, String> more, @Nullable String reports) {
		Map<String, String> headers = ignoringCase(PRESETS.getOrDefault(preset, Map.of()));
		headers.putAll(more);
		return report(preset, headers, reports);
	}

	private static HeaderSet report(HeaderPreset preset, Map<String, String> headers, @Nullable String reports) {
		if (reports != null) {
			for (String name : POLICIES) {
				String policy = headers.get(name);
				// What shows data of an API, such as the viewer of a browser, violates
				// its
				// policy all the time.
				if (policy != null && !policy.contains("report-") && !policy.equals(API_POLICY)) {
					headers.put(name, policy + "; report-uri " + reports + "; report-to csp");
					headers.put("Reporting-Endpoints", "csp=\"" + reports + "\"");
				}
			}
		}
		return new HeaderSet(preset, headers,
				headers.values().stream().anyMatch((value) -> value.contains(Nonce.PLACEHOLDER)));
	}

	private static void put(Map<String, String> headers, String key, HeaderValueProperties values) {
		put(headers, key, "Content-Security-Policy",
				ContentSecurityPolicy.check(key + ".content-security-policy", values.getContentSecurityPolicy()));
		if (!values.getContentSecurityPolicyDirectives().isEmpty()) {
			put(headers, key, "Content-Security-Policy",
					ContentSecurityPolicy.check(key + ".content-security-policy-directives", ContentSecurityPolicy
						.with(headers.get("Content-Security-Policy"), values.getContentSecurityPolicyDirectives())));
		}
		put(headers, key, "Content-Security-Policy-Report-Only", ContentSecurityPolicy
			.check(key + ".content-security-policy-report-only", values.getContentSecurityPolicyReportOnly()));
		put(headers, key, "Permissions-Policy", values.getPermissionsPolicy());
		put(headers, key, "Referrer-Policy", values.getReferrerPolicy());
		put(headers, key, "Cross-Origin-Opener-Policy", values.getCrossOriginOpenerPolicy());
		put(headers, key, "Cross-Origin-Embedder-Policy", values.getCrossOriginEmbedderPolicy());
		put(headers, key, "Cross-Origin-Resource-Policy", values.getCrossOriginResourcePolicy());
		values.getOther().forEach((name, value) -> {
			PropertyValue.refuseIf(!name.matches("[A-Za-z0-9-]+") || NOT_OTHER.matcher(name).matches(), key + ".other",
					name, "Use the name of a header that has no key of its own and is no part of the answer itself.");
			put(headers, key + ".other", name, value);
		});
	}

	private static void put(Map<String, String> headers, String key, String name, @Nullable String value) {
		if (value == null) {
			return;
		}
		PropertyValue.refuseIf(value.chars().anyMatch((character) -> character < 0x20 || character > 0x7e),
				key + "." + name.toLowerCase(Locale.ROOT), value,
				"A header holds one line of printable ASCII. Remove line breaks and other characters.");
		if (StringUtils.hasText(value)) {
			headers.put(name, value);
		}
		else if (DEFAULTS.containsKey(name)) {
			headers.put(name, "");
		}
		else {
			headers.remove(name);
		}
	}

	@Override
	public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
		this.values.forEach((name, value) -> {
			String present = response.getHeader(name);
			if (present == null || present.equals(DEFAULTS.get(name))) {
				response.setHeader(name, value.isEmpty() ? null
						: (this.nonce) ? value.replace(Nonce.PLACEHOLDER, Nonce.of(request)) : framed(value, response));
			}
		});
	}

	// A chain that allows frames means browsers of today as well, which ask this policy.
	private static String framed(String value, HttpServletResponse response) {
		String frames = response.getHeader("X-Frame-Options");
		if (!value.equals(API_POLICY) || "DENY".equalsIgnoreCase(frames)) {
			return value;
		}
		return value.replace("frame-ancestors 'none'; ",
				"SAMEORIGIN".equalsIgnoreCase(frames) ? "frame-ancestors 'self'; " : "");
	}

	Map<String, Object> describe() {
		return Map.of("preset", this.preset, "headers", this.values.keySet());
	}

}
