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

package com.example.keycloak;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The browser of a person who logs in with a code and PKCE: cookies, and the forms of the
 * login pages.
 */
class Browser {

	private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

	private static final String CALLBACK = "http://127.0.0.1/callback";

	private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

	private final Keycloak keycloak;

	private final String client;

	private final Map<String, String> cookies = new LinkedHashMap<>();

	private int forms;

	Browser(Keycloak keycloak, String client) {
		this.keycloak = keycloak;
		this.client = client;
	}

	/**
	 * Log in, as far as the session does not do already.
	 * @param parameters further parameters of the authorization request
	 * @return the tokens
	 */
	JsonNode login(Map<String, String> parameters) {
		Map<String, String> all = new LinkedHashMap<>(Map.of("response_type", "code", "client_id", this.client, "scope",
				"openid", "redirect_uri", CALLBACK, "code_challenge", challenge(), "code_challenge_method", "S256"));
		all.putAll(parameters);
		this.forms = 0;
		HttpResponse<String> response = browse(HttpRequest
			.newBuilder(URI.create(this.keycloak.issuer() + "/protocol/openid-connect/auth?" + Keycloak.form(all))));
		while (response.statusCode() == 200) {
			response = submit(response.body());
		}
		String location = response.headers().firstValue("Location").orElseThrow();
		assertThat(location).startsWith(CALLBACK).contains("code=");
		return this.keycloak.token(this.client, Map.of("grant_type", "authorization_code", "redirect_uri", CALLBACK,
				"code_verifier", VERIFIER, "code", location.replaceFirst(".*[?&]code=([^&]+).*", "$1")));
	}

	/**
	 * Return how many forms the last login took.
	 * @return the number
	 */
	int forms() {
		return this.forms;
	}

	private HttpResponse<String> submit(String page) {
		Matcher action = ACTION.matcher(page);
		assertThat(action.find()).as(page).isTrue();
		assertThat(++this.forms).as(page).isLessThan(5);
		Map<String, String> fields = page.contains("name=\"otp\"") ? Map.of("otp", oneTimePassword())
				: Map.of("username", "ada", "password", "ada-password");
		return browse(HttpRequest.newBuilder(URI.create(action.group(1).replace("&amp;", "&")))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(Keycloak.form(fields))));
	}

	private HttpResponse<String> browse(HttpRequest.Builder request) {
		HttpResponse<String> response = Keycloak.send(request.header("Cookie",
				this.cookies.entrySet()
					.stream()
					.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
					.collect(Collectors.joining("; "))));
		response.headers().allValues("Set-Cookie").forEach((header) -> {
			String cookie = header.substring(0, header.indexOf(';'));
			this.cookies.put(cookie.substring(0, cookie.indexOf('=')), cookie.substring(cookie.indexOf('=') + 1));
		});
		return response;
	}

	private static String challenge() {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// RFC 6238, with the secret of its examples.
	private static String oneTimePassword() {
		try {
			Mac mac = Mac.getInstance("HmacSHA1");
			mac.init(new SecretKeySpec("12345678901234567890".getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
			byte[] hash = mac
				.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(Instant.now().getEpochSecond() / 30).array());
			int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & Integer.MAX_VALUE;
			return "%06d".formatted(number % 1_000_000);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
