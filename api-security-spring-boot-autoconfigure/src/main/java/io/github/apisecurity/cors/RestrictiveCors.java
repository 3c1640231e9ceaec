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

package io.github.apisecurity.cors;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.PropertyAccessor;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CorsConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

/**
 * Answers cross-origin requests by the rules, then by what the application says where
 * Spring Security looks for it, then by Spring MVC, so that {@code @CrossOrigin} keeps
 * working, and refuses all others. What is refused is published as security event and
 * answered with a problem. Refusals before the filter of a chain, such as a body that is
 * too large, have the headers as well: without them a script is not told the status.
 */
class RestrictiveCors implements Customizer<CorsConfigurer<HttpSecurity>>, ProblemHeaderWriter,
		SmartInitializingSingleton, PostureContributor {

	private static final Log log = LogFactory.getLog(RestrictiveCors.class);

	private static final String FILTER_BEAN_NAME = "corsFilter";

	private static final List<String> SOURCE_BEAN_NAMES = List.of("corsConfigurationSource",
			"mvcHandlerMappingIntrospector");

	// Refuses without an answer.
	private static final CorsProcessor SILENT = new DefaultCorsProcessor() {
		@Override
		protected void rejectRequest(ServerHttpResponse response) {
		}
	};

	private static final String PROCESSOR = "processor";

	private static final Problem REFUSED = Problem.of(ProblemType.FORBIDDEN);

	private static final CorsConfiguration NOTHING_ALLOWED = new CorsConfiguration();

	private final RequestRules<CorsConfiguration> rules;

	private final Supplier<@Nullable CorsConfigurationSource> application;

	private final boolean ownFilter;

	private final ApplicationContext context;

	private final SecurityEventPublisher publisher;

	private final ProblemWriter problemWriter;

	RestrictiveCors(RequestRules<CorsConfiguration> rules, ApplicationContext context, SecurityEventPublisher publisher,
			ProblemWriter problemWriter) {
		this.context = context;
		this.problemWriter = problemWriter;
		this.rules = rules;
		this.application = SingletonSupplier.ofNullable(() -> SOURCE_BEAN_NAMES.stream()
			.filter(context::containsBean)
			.map((name) -> context.getBean(name, CorsConfigurationSource.class))
			.findFirst()
			.orElse(null));
		this.ownFilter = context.containsBean(FILTER_BEAN_NAME)
				&& context.isTypeMatch(FILTER_BEAN_NAME, CorsFilter.class);
		this.publisher = publisher;
		if (this.ownFilter && !rules.isEmpty()) {
			log.warn("'api-security.cors.rules' have no effect, since Spring Security uses the bean '"
					+ FILTER_BEAN_NAME + "' of the application. Remove one of the two.");
		}
	}

	/**
	 * A chain of the application comes later: with its own source it replaces this one,
	 * and with {@code disable} it removes it.
	 * @param cors the configurer of a chain
	 */
	@Override
	public void customize(CorsConfigurer<HttpSecurity> cors) {
		if (!this.ownFilter) {
			cors.configurationSource(this::getConfiguration);
		}
	}

	private @Nullable CorsConfiguration getConfiguration(HttpServletRequest request) {
		if (!CorsUtils.isCorsRequest(request)) {
			return null;
		}
		CorsConfiguration configuration = find(request);
		return (configuration == null && CorsUtils.isPreFlightRequest(request)) ? NOTHING_ALLOWED : configuration;
	}

	private @Nullable CorsConfiguration find(HttpServletRequest request) {
		CorsConfiguration configuration = this.rules.first(request);
		CorsConfigurationSource source = (configuration != null) ? null : this.application.get();
		return (source != null) ? source.getCorsConfiguration(request) : configuration;
	}

	@Override
	public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
		if (request.getHeader(HttpHeaders.ORIGIN) == null || this.ownFilter || CorsUtils.isPreFlightRequest(request)) {
			return;
		}
		try {
			CorsConfiguration configuration = find(request);
			if (configuration != null) {
				SILENT.processRequest(configuration, request, response);
			}
		}
		catch (IOException | RuntimeException ex) {
			// A source of the application may need what there is only inside the chain.
			log.debug("No CORS headers on a refusal", ex);
		}
	}

	/**
	 * Whoever refuses, a filter of a chain, one of the application or one that it has
	 * registered with the container: the answer is a problem, and an event tells. A
	 * processor of the application is left alone.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		ProblemWriter writer = ProblemHeaderWriter.decorate(this.problemWriter,
				this.context.getBeanProvider(ProblemHeaderWriter.class));
		CorsProcessor processor = (configuration, request, response) -> process(configuration, request, response,
				writer);
		this.context.getBeanProvider(SecurityFilterChain.class)
			.stream()
			.flatMap((chain) -> chain.getFilters().stream())
			.forEach((filter) -> tellRefusals(filter, processor));
		this.context.getBeanProvider(CorsFilter.class).stream().forEach((filter) -> tellRefusals(filter, processor));
		this.context.<FilterRegistrationBean<?>>getBeanProvider(ResolvableType.forClass(FilterRegistrationBean.class))
			.stream()
			.forEach((registration) -> tellRefusals(registration.getFilter(), processor));
	}

	private void tellRefusals(@Nullable Filter filter, CorsProcessor teller) {
		if (filter instanceof CorsFilter cors) {
			PropertyAccessor fields = new DirectFieldAccessor(cors);
			if (fields.isReadableProperty(PROCESSOR)
					&& fields.getPropertyValue(PROCESSOR) instanceof DefaultCorsProcessor processor
					&& processor.getClass() == DefaultCorsProcessor.class) {
				cors.setCorsProcessor(teller);
			}
		}
	}

	private boolean process(@Nullable CorsConfiguration configuration, HttpServletRequest request,
			HttpServletResponse response, ProblemWriter writer) throws IOException {
		boolean allowed = SILENT.processRequest(configuration, request, response);
		if (!allowed) {
			this.publisher.publish(SecurityEventType.CORS_REJECTED, reason(configuration, request), Map.of());
			writer.write(request, response, REFUSED);
		}
		return allowed;
	}

	private static String reason(@Nullable CorsConfiguration rule, HttpServletRequest request) {
		if (rule == null || rule == NOTHING_ALLOWED) {
			return "rule_missing";
		}
		if (rule.checkOrigin(request.getHeader(HttpHeaders.ORIGIN)) == null) {
			return "origin_not_allowed";
		}
		String method = CorsUtils.isPreFlightRequest(request)
				? request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) : request.getMethod();
		return (rule.checkHttpMethod(HttpMethod.valueOf(method)) == null) ? "method_not_allowed" : "header_not_allowed";
	}

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("cors", Map.of("rules", this.rules.describe((rule) -> Map.of("allowed-origins",
				rule.getAllowedOrigins(), "allowed-methods", rule.getAllowedMethods()))));
	}

}
