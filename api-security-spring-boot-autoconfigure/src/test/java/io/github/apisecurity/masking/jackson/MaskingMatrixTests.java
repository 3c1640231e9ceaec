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

package io.github.apisecurity.masking.jackson;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.json.JsonAutoConfiguration;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every shape with every strategy, with and without the authority, in every format, over
 * HTTP.
 */
class MaskingMatrixTests {

	private static final Map<MaskType, String> VALUES = Map.of(MaskType.EMAIL, "canary.person@example.com",
			MaskType.PHONE, "+905321234567", MaskType.CARD, "4111111111111111", MaskType.IBAN,
			"TR330006100519786457841326", MaskType.NATIONAL_ID, "41012345321", MaskType.NAME, "Canary Lovelace",
			MaskType.IP, "192.168.77.201", MaskType.DATE, "1984-11-23");

	private static final Map<MaskType, String> MASKS = Map.ofEntries(Map.entry(MaskType.FULL, "***"),
			Map.entry(MaskType.FIXED, "n/a"), Map.entry(MaskType.KEEP, "ca*********y"),
			Map.entry(MaskType.EMAIL, "c***@example.com"), Map.entry(MaskType.PHONE, "+90*****67"),
			Map.entry(MaskType.CARD, "************1111"), Map.entry(MaskType.IBAN, "TR**********1326"),
			Map.entry(MaskType.NATIONAL_ID, "410*********321"), Map.entry(MaskType.NAME, "C*** L***"),
			Map.entry(MaskType.IP, "192.168.77.***"), Map.entry(MaskType.DATE, "1984-**-**"),
			Map.entry(MaskType.SECRET, "[erased]"), Map.entry(MaskType.HASH, "hmac:k1:"));

	/**
	 * What Jackson itself does not write in a format.
	 */
	private static final Set<String> UNWRITABLE = Set.of("as-array application/xml", "raw-value application/cbor");

	private static final ExecutorService callers = Executors.newFixedThreadPool(4);

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@EnumSource(MaskType.class)
	void everyShapeIsMaskedAndRevealed(MaskType type) throws Exception {
		String value = VALUES.getOrDefault(type, "canary-and-company");
		try (ConfigurableApplicationContext context = start(type, value)) {
			int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
			List<Future<List<AssertionError>>> cells = new ArrayList<>();
			for (String shape : shapes(type, value).keySet()) {
				cells.add(callers.submit(() -> {
					SoftAssertions softly = new SoftAssertions();
					check(type, value, shape, port, softly);
					return softly.assertionErrorsCollected();
				}));
			}
			List<AssertionError> failures = new ArrayList<>();
			for (Future<List<AssertionError>> cell : cells) {
				failures.addAll(cell.get());
			}
			assertThat(failures).isEmpty();
		}
	}

	@AfterAll
	static void stopCallers() {
		callers.shutdownNow();
	}

	private void check(MaskType type, String value, String shape, int port, SoftAssertions softly) throws Exception {
		String uri = "http://localhost:" + port + "/shapes/" + shape;
		for (String format : List.of("application/json", "application/xml", "application/cbor")) {
			if (UNWRITABLE.contains(shape + " " + format)) {
				continue;
			}
			HttpResponse<byte[]> masked = get(uri, format, "user");
			String as = type + " " + shape + " " + format;
			softly.assertThat(masked.statusCode()).as(as).isEqualTo(200);
			softly.assertThat(text(masked, format)).as(as + " masked").doesNotContain(value);
			if (MASKS.containsKey(type)) {
				softly.assertThat(text(masked, format)).as(as + " mask").contains(MASKS.get(type));
			}
			else {
				softly.assertThat(text(masked, format)).as(as + " nothing").doesNotContain("canary");
			}
			softly.assertThat(masked.headers().firstValue("Vary")).as(as).isEmpty();
			if (type == MaskType.OMIT && format.endsWith("json") && shape.equals("record")) {
				softly.assertThat(text(masked, format)).isEqualTo("{}");
			}
			if (type == MaskType.NULL && format.endsWith("json") && shape.equals("record")) {
				softly.assertThat(text(masked, format)).isEqualTo("{\"secret\":null}");
			}
			HttpResponse<byte[]> revealed = get(uri, format, "auditor");
			softly.assertThat(text(revealed, format)).as(as + " revealed").contains(value);
			softly.assertThat(revealed.headers().allValues("Cache-Control")).as(as).containsExactly("no-store");
			softly.assertThat(revealed.headers().allValues("Vary")).as(as).contains("Authorization");
		}
	}

	private static String text(HttpResponse<byte[]> response, String format) {
		return (format.endsWith("cbor") && response.statusCode() == 200)
				? new CBORMapper().readTree(response.body()).toString()
				: new String(response.body(), StandardCharsets.UTF_8);
	}

	private HttpResponse<byte[]> get(String uri, String format, String user) throws Exception {
		String credentials = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
		HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
			.header("Accept", format)
			.header("Authorization", "Basic " + credentials)
			.build();
		return this.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
	}

	private static ConfigurableApplicationContext start(MaskType type, String value) {
		SpringApplication application = new SpringApplication(TestApplication.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.addInitializers(
				(context) -> context.getBeanFactory().registerSingleton("shapes", new ShapesController(type, value)));
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--spring.main.register-shutdown-hook=false", "--logging.level.root=warn",
				"--api-security.masking.strategies.tested.type=" + type,
				"--api-security.masking.strategies.tested.reveal-to=ROLE_AUDITOR",
				"--api-security.masking.classes.matrix=tested", "--api-security.masking.properties.named=tested",
				"--api-security.masking.properties.$.pathRoot.*.leaf=tested",
				"--api-security.masking.properties." + Shapes.ByType.class.getName() + "#secret=tested"));
		switch (type) {
			case FIXED -> arguments.add("--api-security.masking.strategies.tested.replacement=n/a");
			case KEEP -> arguments.addAll(List.of("--api-security.masking.strategies.tested.keep-first=2",
					"--api-security.masking.strategies.tested.keep-last=1"));
			case HASH -> arguments.add("--api-security.masking.hash.key=" + "A".repeat(43) + "=");
			default -> {
			}
		}
		return application.run(arguments.toArray(String[]::new));
	}

	private static Map<String, Object> shapes(MaskType type, String value) {
		Map<String, Object> shapes = Shapes.of(value);
		if (List.of(MaskType.FULL, MaskType.FIXED, MaskType.SECRET, MaskType.NULL, MaskType.OMIT).contains(type)) {
			shapes.putAll(Shapes.whole(value));
		}
		assertThat(shapes).hasSizeGreaterThan(40);
		return shapes;
	}

	@RestController
	static class ShapesController {

		private final Map<String, Object> shapes;

		ShapesController(MaskType type, String value) {
			this.shapes = shapes(type, value);
		}

		@GetMapping("/shapes/{name}")
		Object get(@PathVariable String name) {
			return this.shapes.get(name);
		}

	}

	/**
	 * No more than a server that masks, since there is one for each strategy.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
			TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, SecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
			ProblemAutoConfiguration.class, JsonAutoConfiguration.class, MaskingAutoConfiguration.class,
			MaskingWebAutoConfiguration.class, MaskingJsonAutoConfiguration.class })
	@AutoConfigurationPackage(basePackageClasses = Shapes.class)
	@Import(Users.class)
	static class TestApplication {

	}

	/**
	 * Two callers, one of whom sees everything.
	 */
	static class Users {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		PasswordEncoder plainPasswords() {
			return new PasswordEncoder() {

				@Override
				public String encode(CharSequence password) {
					return password.toString();
				}

				@Override
				public boolean matches(CharSequence password, String encoded) {
					return encoded.contentEquals(password);
				}

			};
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("user").password("secret").authorities("ROLE_USER").build(),
					User.withUsername("auditor").password("secret").authorities("ROLE_AUDITOR").build());
		}

	}

}
