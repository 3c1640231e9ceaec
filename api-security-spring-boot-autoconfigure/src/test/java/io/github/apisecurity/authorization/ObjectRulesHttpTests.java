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

package io.github.apisecurity.authorization;

import java.util.List;
import java.util.Map;

import io.github.apisecurity.TestApplication;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.guard.InvalidGuardException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of annotations, permissions, owners and tenants over HTTP.
 */
class ObjectRulesHttpTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "spring.security.oauth2.resourceserver.jwt.authority-prefix=",
				"api-security.authorization.role-hierarchy=ADMIN > EDITOR > VIEWER",
				"api-security.authorization.permissions.EDITOR.customer=read,write",
				"api-security.authorization.permissions.VIEWER.customer=read",
				"api-security.authorization.permissions.ADMIN.[*]=*",
				"api-security.authorization.rules[0].pattern=/by-rule",
				"api-security.authorization.rules[0].permissions=customer:write",
				"api-security.authorization.denied-objects=NOT_FOUND");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/role, '', 401", "/role, VIEWER, 403", "/role, EDITOR, 200", "/role, ADMIN, 200",
			"/role, TESTER, 200", "/scope, SCOPE_b, 200", "/scope, SCOPE_a, 200", "/scope, b, 403",
			"/scope, ADMIN, 403", "/authority, x, 200", "/authority, y, 403", "/write, VIEWER, 403",
			"/write, EDITOR, 200", "/write, ADMIN, 200", "/read, VIEWER, 200", "/object, VIEWER, 403",
			"/object, EDITOR, 200", "/unknown, EDITOR, 403", "/unknown, ADMIN, 200", "/by-rule, VIEWER, 403",
			"/by-rule, EDITOR, 200", "/by-rule, ADMIN, 200" })
	void annotationsAndPermissionsDecide(String path, String authority, int status) {
		assertThat(get(path, authority)).isEqualTo(status);
	}

	// Denied and missing look the same.
	@ParameterizedTest
	@CsvSource({ "/orders/1, VIEWER, 200", "/orders/2, VIEWER, 404", "/orders/2, ADMIN, 200", "/orders/1, '', 401",
			"/own/1, VIEWER, 200", "/own/2, VIEWER, 404" })
	void ownersReachTheirObjects(String path, String authority, int status) {
		assertThat(get(path, authority)).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "/tenants/alice, VIEWER, 200", "/tenants/bob, VIEWER, 404", "/tenants/alice, '', 401",
			"/results/alice, VIEWER, 200", "/results/bob, VIEWER, 404", "/lists/alice, VIEWER, 200",
			"/lists/bob, VIEWER, 404", "/entities/alice, VIEWER, 200", "/entities/bob, VIEWER, 404",
			"/mistyped/alice, VIEWER, 404", "/unclaimed/alice, VIEWER, 404", "/scoped/alice/drafts, EDITOR, 200",
			"/scoped/bob/drafts, EDITOR, 404", "/scoped/alice/drafts, VIEWER, 403", "/scoped/bob/all, EDITOR, 404",
			"/scoped/alice/all, VIEWER, 200", "/scoped/bob/checked, VIEWER, 404" })
	void tenantsReachTheirOwn(String path, String authority, int status) {
		assertThat(get(path, authority)).isEqualTo(status);
	}

	@Test
	void whenDeniedObjectsAreForbiddenAnswers403() {
		try (TestServer forbidden = TestServer.start(Api.class)) {
			assertThat(forbidden.get("/orders/2", TestServer.bearer("alice", "VIEWER")).statusCode()).isEqualTo(403);
			assertThat(forbidden.get("/tenants/bob", TestServer.bearer("alice", "VIEWER")).statusCode()).isEqualTo(403);
			// Nobody has permissions, and nobody gets them.
			assertThat(forbidden.get("/write", TestServer.bearer("alice", "ADMIN")).statusCode()).isEqualTo(403);
		}
	}

	@Test
	void whenRoleHasThePrefixOfAnAuthorityStops() {
		assertThatExceptionOfType(InvalidGuardException.class)
			.isThrownBy(() -> TestServer.start(PrefixedApi.class).close())
			.withMessageContaining("@RequireRole on ")
			.withMessageContaining("write 'ADMIN', or use @RequireAuthority");
	}

	@Test
	void whenRolesHaveNoPrefixAnyNameIsOne() {
		try (TestServer unprefixed = TestServer.start(UnprefixedApi.class,
				"spring.security.oauth2.resourceserver.jwt.authority-prefix=")) {
			assertThat(unprefixed.get("/prefixed", TestServer.bearer("alice", "ROLE_ADMIN")).statusCode())
				.isEqualTo(200);
			assertThat(unprefixed.get("/prefixed", TestServer.bearer("alice", "ADMIN")).statusCode()).isEqualTo(403);
		}
	}

	private int get(String path, String authority) {
		String name = (authority.matches("[A-Z]+")) ? "ROLE_" + authority : authority;
		return (name.isEmpty()) ? server.get(path).statusCode()
				: server.get(path, TestServer.bearer("alice", name)).statusCode();
	}

	@TestApplication
	static class Api {

		@Bean
		OrderOwnership orderOwnership() {
			return new OrderOwnership();
		}

		@Bean
		ScopedController scopedController() {
			return new ScopedController();
		}

		@RestController
		static class ObjectController {

			@GetMapping("/role")
			@RequireRole({ "EDITOR", "TESTER" })
			String role() {
				return "role";
			}

			@GetMapping("/scope")
			@RequireScope({ "a", "b" })
			String scope() {
				return "scope";
			}

			@GetMapping("/authority")
			@RequireAuthority("x")
			String authority() {
				return "authority";
			}

			@GetMapping("/write")
			@PreAuthorize("hasPermission('customer', 'write')")
			String write() {
				return "write";
			}

			@GetMapping("/read")
			@PreAuthorize("hasPermission('customer', 'read')")
			String read() {
				return "read";
			}

			@GetMapping("/object")
			@PreAuthorize("hasPermission(1, 'customer', 'write')")
			String object() {
				return "object";
			}

			@GetMapping("/unknown")
			@PreAuthorize("hasPermission('invoice', 'write')")
			String unknown() {
				return "unknown";
			}

			@GetMapping("/by-rule")
			String byRule() {
				return "rule";
			}

			@GetMapping("/orders/{id}")
			@PreAuthorize("@ownership.owns('order', #id) or hasRole('ADMIN')")
			String order(@PathVariable long id) {
				return "order";
			}

			@GetMapping("/own/{id}")
			@PreAuthorize("@ownership.owns(#id)")
			String own(@PathVariable long id) {
				return "order";
			}

			@GetMapping("/tenants/{tenant}")
			@TenantScoped(claim = "sub")
			String tenant() {
				return "tenant";
			}

			@GetMapping("/mistyped/{tenant}")
			@TenantScoped(claim = "sub", variable = "tenent")
			String mistyped() {
				return "tenant";
			}

			@GetMapping("/unclaimed/{tenant}")
			@TenantScoped
			String unclaimed() {
				return "tenant";
			}

			@GetMapping("/results/{tenant}")
			@TenantScoped(claim = "sub", property = "tenant")
			Order result(@PathVariable String tenant) {
				return new Order(tenant);
			}

			@GetMapping("/lists/{tenant}")
			@TenantScoped(claim = "sub", property = "tenant")
			List<Order> list(@PathVariable String tenant) {
				return List.of(new Order("alice"), new Order(tenant));
			}

			@GetMapping("/entities/{tenant}")
			@TenantScoped(claim = "sub", property = "tenant")
			ResponseEntity<Order> entity(@PathVariable String tenant) {
				return ResponseEntity.ok(new Order(tenant));
			}

		}

	}

	abstract static class Scoped {

		@GetMapping("/all")
		String all() {
			return "all";
		}

	}

	// What the class asks for holds beside what the method asks for.
	@RestController
	@RequestMapping("/scoped/{tenant}")
	@TenantScoped(claim = "sub")
	static class ScopedController extends Scoped {

		@GetMapping("/drafts")
		@RequireRole("EDITOR")
		String drafts() {
			return "drafts";
		}

		@GetMapping("/checked")
		@PostAuthorize("returnObject == 'checked'")
		String checked() {
			return "checked";
		}

	}

	record Order(String tenant) {

	}

	static class OrderOwnership implements OwnershipCheck<Order> {

		@Override
		public boolean owns(Authentication caller, Object id) {
			return caller.getName().equals(Map.of(1L, "alice").get(id));
		}

	}

	@TestApplication
	static class PrefixedApi {

		@Bean
		Prefixed prefixed() {
			return new Prefixed();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class UnprefixedApi extends PrefixedApi {

		@Bean
		static GrantedAuthorityDefaults defaults() {
			return new GrantedAuthorityDefaults("");
		}

	}

	@RestController
	static class Prefixed {

		@GetMapping("/prefixed")
		@RequireRole("ROLE_ADMIN")
		String prefixed() {
			return "prefixed";
		}

	}

}
