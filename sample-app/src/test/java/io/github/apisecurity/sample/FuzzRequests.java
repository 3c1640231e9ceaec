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

package io.github.apisecurity.sample;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Generates hostile requests. The same seed and number make the same request.
 */
final class FuzzRequests {

	/**
	 * Part of every value that is sent as content: it must not come back in a rejection,
	 * nor stand in a log.
	 */
	static final String CANARY = "cnry4711";

	private static final List<String> INJECTIONS = List.of("' OR '1'='1", "'; DROP TABLE customer; --",
			"1 UNION SELECT 1", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "; cat /etc/passwd",
			"$(id)", "`id`", "| nc x 1", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "C:\\windows\\win.ini",
			"*)(uid=*))(|(uid=*", "${7*7}", "#{7*7}", "{{7*7}}", "<%= 7*7 %>", "T(java.lang.Runtime).getRuntime()",
			"${jndi:ldap://127.0.0.1/a}", "${${lower:j}ndi:rmi://127.0.0.1/a}", "a\r\nERROR forged",
			"%0d%0aSet-Cookie:a=b", "\u0000", "\u202e\u2066", "\u200b\ufeff", "e\u0301".repeat(50), "\ud83d\ude00",
			"\ud800", "%s%n%x", "9".repeat(400), "-1", "1e999", "NaN", "null", "true", "[]", "{}", "\"", "\\",
			"x".repeat(5000));

	private static final List<String> JSON_VALUES = List.of("null", "true", "[]", "{}", "-1", "0", "1.9", "1e400",
			"1E-400", "99999999999999999999999999", "\"\"", "\"12\"", "[[[[]]]]", "{\"a\":{\"a\":{}}}",
			"[1,\"a\",null]", "NaN", "'a'", "0x1", "01", "\"\\ud800\"", "\"\\u0000\"", "+1", ".5",
			"\"" + "y".repeat(3000) + "\"");

	private static final List<String> CONTENT_TYPES = List.of("application/json", "application/json;charset=UTF-8",
			"application/json;charset=utf-16", "application/xml", "text/plain", "text/html", "application/yaml",
			"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "*/*",
			"json", "", "application/problem+json", "application/json, text/html", "application/json;charset=nonesuch");

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
			"TRACE", "PROPFIND", "get", "X", "CONNECT");

	private static final List<String> HEADERS = List.of("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Range",
			"If-None-Match", "If-Modified-Since", "Accept-Encoding", "Accept-Language", "Origin", "Referer", "Cookie",
			"X-HTTP-Method-Override", "Expect", "Upgrade", "Accept", "X-Original-URL", "TE", "Content-Language");

	private static final List<String> ACCEPTS = List.of("application/json", "application/xml", "*/*", "image/png",
			"a/b;q=x", "text/html", "application/problem+json");

	/**
	 * Every endpoint, each with a body that is valid.
	 */
	private static final List<Target> TARGETS = List.of(new Target("GET", "/api/customers?page=0&size=5&sort=id", ""),
			new Target("GET", "/api/customers/1", ""), new Target("POST", "/api/customers", customer()),
			new Target("PUT", "/api/customers/2", customer()), new Target("GET", "/api/accounts", ""),
			new Target("GET", "/api/accounts/1", ""),
			new Target("POST", "/api/transfers",
					"{\"fromAccount\":1,\"toAccount\":3,\"amount\":0.01,\"reference\":\"" + CANARY + "\"}"),
			new Target("GET", "/api/admin/statistics", ""), new Target("DELETE", "/api/admin/customers/99999", ""),
			new Target("GET", "/actuator/health", ""), new Target("GET", "/actuator/apisecurity", ""),
			new Target("GET", "/actuator/metrics", ""), new Target("GET", "/error", ""),
			new Target("GET", "/api/none", ""), new Target("POST", "/oauth2/token", "grant_type=client_credentials"),
			new Target("GET", "/oauth2/jwks", ""),
			new Target("GET", "/oauth2/authorize?response_type=code&client_id=web", ""),
			new Target("GET", "/.well-known/openid-configuration", ""), new Target("GET", "/login", ""));

	private final long seed;

	private final List<String> tokens;

	FuzzRequests(long seed, List<String> tokens) {
		this.seed = seed;
		this.tokens = List.copyOf(tokens);
	}

	private static String customer() {
		return "{\"name\":\"Ada\",\"email\":\"ada@example.com\",\"phone\":\"+12025550123\",\"nationalId\":\"41012345321\"}";
	}

	FuzzRequest create(int number) {
		Random random = new Random(this.seed * 1_000_003 + number);
		for (int i = 0; i < 3; i++) {
			random.nextInt();
		}
		Target target = TARGETS.get(random.nextInt(TARGETS.size()));
		String method = (random.nextInt(8) == 0) ? pick(random, METHODS) : target.method();
		String path = (random.nextInt(2) == 0) ? target.path() : path(random, target.path());
		byte[] body = body(random, target);
		List<String> headers = headers(random, body.length);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		byte[] head = (method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
			.getBytes(StandardCharsets.UTF_8);
		bytes.writeBytes(head);
		bytes.writeBytes(body);
		return new FuzzRequest(number, bytes.toByteArray(), "HEAD".equals(method),
				target.path().startsWith("/api") || target.path().startsWith("/actuator"));
	}

	private String path(Random random, String path) {
		String value = injection(random);
		String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
		return switch (random.nextInt(8)) {
			case 0 -> path + "/" + encoded;
			case 1 -> path.replaceAll("\\d+", "x" + random.nextInt(9999));
			case 2 -> path.replaceAll("\\d+", Long.toString(random.nextLong()));
			case 3 -> path + ((path.contains("?")) ? "&" : "?") + "sort=" + encoded + "&size=" + random.nextInt();
			case 4 -> path + ((path.contains("?")) ? "&" : "?") + "page=" + random.nextInt() + "&page=" + encoded;
			case 5 -> path + pick(random, List.of("//", "/..", "/%2e%2e/", ";a=b", "/.", "%00", "%", "%zz", "/%c0%ae"));
			case 6 -> path + ((path.contains("?")) ? "&" : "?") + encoded + "=" + encoded;
			default -> path + ((path.contains("?")) ? "&" : "?") + "a=" + value.replaceAll("[\\s\\x00-\\x1f]", "") + "&"
					+ "b=1&".repeat(random.nextInt(40));
		};
	}

	private byte[] body(Random random, Target target) {
		String body = target.body();
		if (body.isEmpty() && random.nextInt(6) != 0) {
			return new byte[0];
		}
		if (body.isEmpty()) {
			body = customer();
		}
		int mutations = random.nextInt(3);
		for (int i = 0; i < mutations; i++) {
			body = mutate(random, body);
		}
		return switch (random.nextInt(20)) {
			case 0 -> body.getBytes(StandardCharsets.UTF_16);
			case 1 -> body.getBytes(StandardCharsets.ISO_8859_1);
			case 2 -> flip(random, body.getBytes(StandardCharsets.UTF_8));
			default -> body.getBytes(StandardCharsets.UTF_8);
		};
	}

	private String mutate(Random random, String body) {
		int at = (body.isEmpty()) ? 0 : random.nextInt(body.length());
		String injection = injection(random).replace("\\", "\\\\").replace("\"", "\\\"");
		return switch (random.nextInt(9)) {
			case 0 -> body.substring(0, at);
			case 1 -> body.replaceFirst(":\"[^\"]*\"", ":" + quote(pick(random, JSON_VALUES)));
			case 2 -> body.replaceFirst("(:)[0-9.]+", "$1" + quote(pick(random, JSON_VALUES)));
			case 3 -> body.replaceFirst("\"[a-zA-Z]+\":\"[^\"]*\"(?=[,}])(?!.*\"[a-z]+\":\")",
					quote("\"nationalId\":\"" + injection + "\""));
			case 4 -> body.replaceFirst("\\{", quote("{\"" + injection + "\":1,"));
			case 5 -> body.replaceFirst("\\{", quote("{\"name\":\"" + injection + "\","));
			case 6 -> body.substring(0, at) + injection + body.substring(at);
			case 7 -> "[".repeat(random.nextInt(300)) + body;
			default -> body + body;
		};
	}

	private static String quote(String replacement) {
		return replacement.replace("\\", "\\\\").replace("$", "\\$");
	}

	private static byte[] flip(Random random, byte[] bytes) {
		for (int i = 0; i < 4 && bytes.length > 0; i++) {
			bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
		}
		return bytes;
	}

	private List<String> headers(Random random, int length) {
		List<String> headers = new ArrayList<>(List.of("Host: 127.0.0.1"));
		if (random.nextInt(20) != 0) {
			headers.add("Authorization: Bearer " + pick(random, this.tokens));
		}
		else {
			headers
				.add("Authorization: " + pick(random, List.of("Bearer", "Bearer a.b.c", "Basic x", "Bearer  ", "X")));
		}
		headers.add("Accept: " + ((random.nextInt(10) == 0) ? pick(random, ACCEPTS) : "application/json"));
		if (length > 0) {
			headers
				.add("Content-Type: " + ((random.nextInt(6) == 0) ? pick(random, CONTENT_TYPES) : "application/json"));
			headers.add("Content-Length: " + length);
		}
		if (random.nextInt(6) == 0) {
			// New lines would end the header; all else is sent as it is.
			headers.add(pick(random, HEADERS) + ": " + injection(random).replaceAll("[\\r\\n]", ""));
		}
		return headers;
	}

	private static String injection(Random random) {
		return CANARY + pick(random, INJECTIONS);
	}

	private static <T> T pick(Random random, List<T> values) {
		return values.get(random.nextInt(values.size()));
	}

	private record Target(String method, String path, String body) {
	}

	/**
	 * A request.
	 *
	 * @param number its number
	 * @param bytes what is sent
	 * @param head whether the answer has no body
	 * @param api whether a rejection has to be a problem
	 */
	record FuzzRequest(int number, byte[] bytes, boolean head, boolean api) {

		boolean isSentWith(String token) {
			return new String(this.bytes, StandardCharsets.ISO_8859_1).contains("Bearer " + token);
		}

		@Override
		public String toString() {
			return "request " + this.number + ":\n" + new String(this.bytes, StandardCharsets.UTF_8)
				.replaceFirst("(Authorization: Bearer )\\S+", "$1...");
		}

	}

}
