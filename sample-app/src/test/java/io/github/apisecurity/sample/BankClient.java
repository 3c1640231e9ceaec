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
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the sample application the way its clients do.
 */
final class BankClient {

	static final String REDIRECT_URI = "http://127.0.0.1:8080/authorized";

	static final String CODE_VERIFIER = "a-verifier-of-at-least-43-characters-as-RFC-7636-demands";

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final JsonMapper json = new JsonMapper();

	private final URI base;

	private final HttpClient http;

	BankClient(URI base) {
		this(base, HttpClient.newBuilder());
	}

	BankClient(URI base, HttpClient.Builder http) {
		this.base = base;
		this.http = http.connectTimeout(TIMEOUT).followRedirects(Redirect.NEVER).build();
	}

	HttpResponse<String> get(String path) {
		return send(request(path));
	}

	HttpResponse<String> get(String path, String token) {
		return send(request(path).header("Authorization", "Bearer " + token));
	}

	HttpResponse<String> get(String path, String token, String mediaType) {
		return send(request(path).header("Authorization", "Bearer " + token).header("Accept", mediaType));
	}

	HttpResponse<String> getVersion(String path, String token, String version) {
		return send(request(path).header("Authorization", "Bearer " + token).header("API-Version", version));
	}

	HttpResponse<String> preflight(String path, String origin, String method) {
		return send(request(path).header("Origin", origin)
			.header("Access-Control-Request-Method", method)
			.header("Access-Control-Request-Headers", "authorization")
			.method("OPTIONS", BodyPublishers.noBody()));
	}

	HttpResponse<String> delete(String path, String token) {
		return send(request(path).header("Authorization", "Bearer " + token).DELETE());
	}

	HttpResponse<String> post(String path, String token, String body) {
		return send("POST", path, token, body);
	}

	HttpResponse<String> put(String path, String token, String body) {
		return send("PUT", path, token, body);
	}

	/**
	 * Get an access token with the credentials of a machine.
	 * @param clientId the client
	 * @return the access token
	 */
	String tokenOf(String clientId) {
		HttpResponse<String> response = token(clientId, clientId + "-demo-secret",
				Map.of("grant_type", "client_credentials"));
		return json(response).get("access_token").asString();
	}

	/**
	 * Get an access token of a machine that may transfer money.
	 * @param clientId the client
	 * @return the access token
	 */
	String transferTokenOf(String clientId) {
		HttpResponse<String> response = token(clientId, clientId + "-demo-secret",
				Map.of("grant_type", "client_credentials", "scope", "transfers"));
		return json(response).get("access_token").asString();
	}

	/**
	 * Get an access token for a person, by login page, authorization code and PKCE.
	 * @param username the user name
	 * @return the access token
	 */
	String tokenOfPerson(String username) {
		String code = authorizationCode("web", username, username + "-demo-password");
		HttpResponse<String> response = post("/oauth2/token", Map.of("grant_type", "authorization_code", "client_id",
				"web", "code", code, "redirect_uri", REDIRECT_URI, "code_verifier", CODE_VERIFIER));
		return json(response).get("access_token").asString();
	}

	HttpResponse<String> token(String clientId, String secret, Map<String, String> form) {
		String credentials = Base64.getEncoder()
			.encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
		return send(form("/oauth2/token", form).header("Authorization", "Basic " + credentials));
	}

	HttpResponse<String> post(String path, Map<String, String> form) {
		return send(form(path, form));
	}

	HttpResponse<String> login(String username, String password) {
		return login(new Browser(), "web", username, password);
	}

	String authorizationCode(String clientId, String username, String password) {
		Browser browser = new Browser();
		HttpResponse<String> login = login(browser, clientId, username, password);
		HttpResponse<String> authorized = browser.get(location(login));
		return parameters(location(authorized)).getOrDefault("code", "none: " + authorized);
	}

	private HttpResponse<String> login(Browser browser, String clientId, String username, String password) {
		HttpResponse<String> authorize = browser.get(authorizeUri(clientId, challenge()));
		URI loginPage = location(authorize);
		HttpResponse<String> page = browser.get(loginPage);
		Matcher csrf = CSRF_TOKEN.matcher(page.body());
		if (!csrf.find()) {
			throw new AssertionError("No CSRF token in " + page.body());
		}
		return browser.submit(page, Map.of("username", username, "password", password, "_csrf", csrf.group(1)));
	}

	URI authorizeUri(String clientId, Map<String, String> challenge) {
		String query = encode(Map.of("response_type", "code", "client_id", clientId, "scope", "openid", "state", "s",
				"redirect_uri", REDIRECT_URI));
		return this.base.resolve("/oauth2/authorize?" + query + "&" + encode(challenge));
	}

	static Map<String, String> challenge() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(CODE_VERIFIER.getBytes(StandardCharsets.US_ASCII));
			return Map.of("code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(digest),
					"code_challenge_method", "S256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	JsonNode json(HttpResponse<String> response) {
		return this.json.readTree(response.body());
	}

	/**
	 * Read the claims of an access token.
	 * @param token the access token
	 * @return the claims
	 */
	JsonNode claims(String token) {
		return this.json.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
	}

	private HttpResponse<String> send(String method, String path, String token, String body) {
		return send(request(path).header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json")
			.method(method, BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(this.base.resolve(path)).timeout(TIMEOUT);
	}

	private HttpRequest.Builder form(String path, Map<String, String> form) {
		return request(path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(encode(form)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		return send(this.http, request);
	}

	private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder builder) {
		try {
			HttpRequest request = builder.build();
			HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
			Canaries.assertAbsent(request, response);
			return response;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private URI location(HttpResponse<String> response) {
		String location = response.headers()
			.firstValue("Location")
			.orElseThrow(() -> new AssertionError("No redirect but " + response + ": " + response.body()));
		return response.uri().resolve(location);
	}

	private static Map<String, String> parameters(URI uri) {
		return Pattern.compile("&")
			.splitAsStream(uri.getRawQuery())
			.map((parameter) -> parameter.split("=", 2))
			.collect(Collectors.toMap((parameter) -> parameter[0],
					(parameter) -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
	}

	private static String encode(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

	/**
	 * A browser: it keeps cookies and asks for pages.
	 */
	private static final class Browser {

		private final HttpClient http = HttpClient.newBuilder()
			.cookieHandler(new CookieManager())
			.followRedirects(Redirect.NEVER)
			.connectTimeout(TIMEOUT)
			.build();

		HttpResponse<String> get(URI uri) {
			return send(this.http, request(uri));
		}

		HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> form) {
			return send(this.http,
					request(page.uri()).header("Content-Type", "application/x-www-form-urlencoded")
						.header("Origin", origin(page))
						.POST(BodyPublishers.ofString(encode(form))));
		}

		// The origin of a form is hidden, even from its own server, when the page asks
		// for
		// no referrer.
		private String origin(HttpResponse<String> page) {
			boolean hidden = page.headers().firstValue("Referrer-Policy").filter("no-referrer"::equals).isPresent();
			return hidden ? "null" : page.uri().resolve("/").toString().replaceAll("/$", "");
		}

		private HttpRequest.Builder request(URI uri) {
			return HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "text/html");
		}

	}

}
