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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The headers that are added to those of Spring Security in every chain, and all of them
 * on problems that no chain has seen. A chain of the application that sets one of them
 * itself comes later; a header that is already there is left alone.
 */
class SecurityHeaders implements Customizer<HeadersConfigurer<HttpSecurity>>, ProblemHeaderWriter, PostureContributor {

	private static final String HSTS = "Strict-Transport-Security";

	private final HeaderSet usual;

	private final List<RequestRules<HeaderSet>> rules;

	private final Duration hstsMaxAge;

	private final HeaderWriter hsts;

	private final RequestMatcher secure;

	private final String clearSiteData;

	SecurityHeaders(HeadersProperties properties, HeaderSet usual, List<RequestRules<HeaderSet>> rules,
			RequestMatcher secure) {
		this.secure = secure;
		this.hstsMaxAge = properties.getHstsMaxAge();
		this.clearSiteData = properties.getClearSiteData();
		this.usual = usual;
		this.rules = List.copyOf(rules);
		this.hsts = new HstsHeaderWriter(secure, this.hstsMaxAge.toSeconds(), true);
	}

	@Override
	public void customize(HeadersConfigurer<HttpSecurity> configurer) {
		configurer.addHeaderWriter(this::write);
		configurer.addObjectPostProcessor(new ObjectPostProcessor<HeaderWriterFilter>() {
			@Override
			public <F extends HeaderWriterFilter> F postProcess(F filter) {
				filter.setShouldWriteHeadersEagerly(true);
				return filter;
			}
		});
		configurer.httpStrictTransportSecurity((hsts) -> hsts.requestMatcher(this.secure)
			.includeSubDomains(true)
			.maxAgeInSeconds(this.hstsMaxAge.toSeconds()));
	}

	/**
	 * A logout handler.
	 * @param request the request
	 * @param response the response
	 */
	void loggedOut(HttpServletRequest request, HttpServletResponse response) {
		if (!this.clearSiteData.isBlank() && this.secure.matches(request)) {
			response.setHeader("Clear-Site-Data", this.clearSiteData);
		}
	}

	/**
	 * Return the names of the headers.
	 * @return the names, those of Spring Security included
	 */
	Set<String> names() {
		Set<String> names = new TreeSet<>(HeaderSet.DEFAULTS.keySet());
		all().forEach((headers) -> names.addAll(headers.values().keySet()));
		names.add(HSTS);
		return names;
	}

	boolean hasNonce() {
		return all().stream().anyMatch(HeaderSet::nonce);
	}

	private List<HeaderSet> all() {
		List<HeaderSet> all = new ArrayList<>(List.of(this.usual));
		this.rules.forEach((some) -> some.forEach((rule, headers) -> all.add(headers)));
		return all;
	}

	private HeaderSet find(HttpServletRequest request) {
		try {
			for (RequestRules<HeaderSet> rules : this.rules) {
				HeaderSet headers = rules.first(request);
				if (headers != null) {
					return headers;
				}
			}
		}
		catch (IllegalArgumentException ex) {
			// The server refuses a path that it cannot read.
		}
		return this.usual;
	}

	private void write(HttpServletRequest request, HttpServletResponse response) {
		find(request).writeHeaders(request, response);
	}

	@Override
	public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
		HeaderSet.DEFAULTS.forEach((name, value) -> {
			if (!response.containsHeader(name)) {
				response.setHeader(name, value);
			}
		});
		this.hsts.writeHeaders(request, response);
		write(request, response);
	}

	@Override
	public void writeUnreadable(boolean secure, BiConsumer<String, String> headers) {
		Map<String, String> values = new LinkedHashMap<>(HeaderSet.DEFAULTS);
		values.putAll(this.usual.values());
		// Without a page there is no nonce, and this one allows nothing.
		values.forEach((name, value) -> headers.accept(name, value.replace(Nonce.PLACEHOLDER, "")));
		if (secure) {
			headers.accept(HSTS, "max-age=" + this.hstsMaxAge.toSeconds() + " ; includeSubDomains");
		}
	}

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("headers",
				Map.of("headers", this.usual.describe(), "paths",
						this.rules.stream().flatMap((rules) -> rules.describe(HeaderSet::describe).stream()).toList(),
						"hsts-max-age", this.hstsMaxAge.toString()));
	}

}
