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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the database holds in masked properties, from {@code data.sql} and
 * {@code canaries.sql}. It is looked for in every answer that a test gets and in all that
 * the packaged application logs.
 */
final class Canaries {

	static final String EMAIL = "canary.person@masked.example";

	static final String PHONE = "+905310987654";

	static final String NATIONAL_ID = "77712398765";

	static final String IBAN = "TR999006105197864578413999";

	/**
	 * E-mail addresses, the digits of phone numbers, national identifiers, and the digits
	 * of account numbers.
	 */
	private static final Pattern MASKED_COLUMN = Pattern
		.compile("'([^'@\\s]+@[^']+)'|'\\+(\\d+)'|'(\\d{11})'|'TR(\\d{24})'");

	private static final Pattern VALUES = values();

	private static final AtomicInteger unprivileged = new AtomicInteger();

	private Canaries() {
	}

	static URL script() {
		return Objects.requireNonNull(Canaries.class.getResource("/canaries.sql"));
	}

	private static Pattern values() {
		return Pattern.compile(Stream.of("/data.sql", "/canaries.sql")
			.flatMap((script) -> MASKED_COLUMN.matcher(read(script)).results())
			.map((result) -> Stream.of(1, 2, 3, 4)
				.map(result::group)
				.filter(Objects::nonNull)
				.findFirst()
				.orElseThrow())
			.map(Pattern::quote)
			.collect(Collectors.joining("|")), Pattern.CASE_INSENSITIVE);
	}

	private static String read(String script) {
		try (InputStream stream = Objects.requireNonNull(Canaries.class.getResourceAsStream(script))) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return whether a text holds a value of a masked property.
	 * @param text the text
	 * @return whether it does
	 */
	static boolean isIn(String text) {
		return VALUES.matcher(text).find();
	}

	/**
	 * Check an answer. Administrators see customers and accounts in clear, and nothing
	 * else.
	 * @param request the request
	 * @param response the answer
	 */
	static void assertAbsent(HttpRequest request, HttpResponse<String> response) {
		String path = request.uri().getPath();
		boolean revealing = response.statusCode() < 300
				&& (path.startsWith("/api/customers") || path.startsWith("/api/accounts"));
		if (revealing && isAdministrator(request)) {
			return;
		}
		unprivileged.incrementAndGet();
		assertAbsent(request.method() + " " + path, response.headers().map() + response.body());
	}

	private static boolean isAdministrator(HttpRequest request) {
		String[] token = request.headers().firstValue("Authorization").orElse("").split("\\.");
		return token.length == 3
				&& new String(Base64.getUrlDecoder().decode(token[1]), StandardCharsets.UTF_8).contains("\"ADMIN\"");
	}

	static void assertAbsent(String where, String text) {
		Matcher matcher = VALUES.matcher(text);
		if (matcher.find()) {
			int start = Math.max(0, matcher.start() - 200);
			throw new AssertionError("A masked value is in clear in " + where + ": "
					+ text.substring(start, Math.min(text.length(), matcher.end() + 50)));
		}
	}

	/**
	 * Return how many answers have been checked.
	 * @return the number of answers that must hold no clear value
	 */
	static int checked() {
		assertThat(isIn("phone: +1" + "2025550101")).as("the search itself").isTrue();
		return unprivileged.get();
	}

}
