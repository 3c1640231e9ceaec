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

package io.github.apisecurity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.application.TestApi;
import io.github.apisecurity.audit.Audited;
import io.github.apisecurity.authentication.stepup.RequireStepUp;
import io.github.apisecurity.ratelimit.RateLimited;
import io.github.apisecurity.redis.RedisCertificate;
import io.github.apisecurity.versioning.ApiVersionChange;
import io.github.apisecurity.versioning.VersionChange;
import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the links of a running application have the order that the documentation
 * says, those that are added later included.
 */
class ChainOrderTests {

	private static final Pattern LINK = Pattern
		.compile("`\\d*([A-Z][A-Za-z]+|[a-z][A-Za-z]+(?:Advisor|MethodInterceptor))`");

	@Test
	void runningApplicationHasTheOrderOfTheDocumentation(@TempDir Path directory) throws Exception {
		RedisCertificate certificate = RedisCertificate.create(directory);
		try (TestServer server = TestServer.start(Api.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				"spring.mvc.apiversion.use.header=X-Version", "spring.mvc.apiversion.supported=1.0,2.0",
				"spring.mvc.apiversion.default=2.0", "api-security.authentication.dpop=supported",
				"api-security.audit.access-log.enabled=true", "api-security.audit.access-log.pattern=/**",
				"api-security.authentication.dpop-base-uri=https://api.example.com",
				"api-security.detection.rules.permission-probing.respond=block 15m", "server.ssl.client-auth=want",
				"server.ssl.certificate=" + certificate.certificate().toUri(),
				"server.ssl.certificate-private-key=" + certificate.key().toUri(),
				"server.ssl.trust-certificate=" + certificate.certificate().toUri(),
				"api-security.tls.clients[0].dns-name=batch.example.com",
				"api-security.authentication.api-keys.enabled=true",
				"api-security.authentication.api-keys.peppers.v1=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")) {
			List<String> documented = documented();
			List<Link> links = links(server.context());
			assertThat(links.stream()
				.filter((link) -> link.ours() || documented.contains(link.name()))
				.map(Link::name)
				.toList()).isEqualTo(documented);
			assertThat(links.stream().map(Link::name)).containsSubsequence("RateLimitFilter", "OwnInterceptor",
					"MethodRuleInterceptor");
		}
	}

	private static List<String> documented() throws Exception {
		List<String> names = new ArrayList<>();
		for (String line : Files.readAllLines(Path.of("../docs/request-chain.md"))) {
			if (line.matches("\\| \\d+[a-z]? \\|.*")) {
				Matcher matcher = LINK.matcher(line.split("\\|")[3]);
				while (matcher.find()) {
					names.add(matcher.group(1));
				}
			}
		}
		return names;
	}

	private static List<Link> links(ServletWebServerApplicationContext context) throws Exception {
		List<Link> links = new ArrayList<>();
		StandardContext tomcat = (StandardContext) ((TomcatWebServer) context.getWebServer()).getTomcat()
			.getHost()
			.findChildren()[0];
		for (Valve valve : tomcat.getPipeline().getValves()) {
			links.add(Link.of(valve));
		}
		for (FilterMap map : tomcat.findFilterMaps()) {
			String type = tomcat.findFilterDef(map.getFilterName()).getFilterClass();
			links.add(new Link(ClassUtils.getShortName(type), type.startsWith("io.github.apisecurity.")));
			if (map.getFilterName().equals("springSecurityFilterChain")) {
				context.getBean(SecurityFilterChain.class).getFilters().forEach((filter) -> links.add(Link.of(filter)));
			}
		}
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/customer");
		ServletRequestPathUtils.parseAndCache(request);
		HandlerExecutionChain handler = context
			.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
			.getHandler(request);
		for (HandlerInterceptor interceptor : handler.getInterceptorList()) {
			links.add(Link.of(interceptor));
		}
		Map<String, Advisor> advisors = context.getBeansOfType(Advisor.class);
		for (Advisor advisor : ((Advised) context.getBean(GuardedService.class)).getAdvisors()) {
			advisors.forEach((name, bean) -> {
				if (bean == advisor) {
					links.add(new Link(name, name.startsWith("apiSecurity")));
				}
			});
		}
		return links;
	}

	private record Link(String name, boolean ours) {

		static Link of(Object link) {
			return new Link(link.getClass().getSimpleName(),
					link.getClass().getName().startsWith("io.github.apisecurity.")
							&& !(link instanceof OwnInterceptor));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import({ TestApi.class, GuardedService.class, RenamedChange.class })
	static class Api implements WebMvcConfigurer {

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new OwnInterceptor());
		}

	}

	static class OwnInterceptor implements HandlerInterceptor {

	}

	@VersionChange(from = "1.0", to = "2.0", pattern = "/customer")
	static class RenamedChange implements ApiVersionChange {

	}

	static class GuardedService {

		@PreAuthorize("hasRole('ADMIN')")
		@RequireStepUp(acr = "gold")
		@RateLimited("twice")
		@Audited("guarded_call")
		String guarded() {
			return "guarded";
		}

	}

}
