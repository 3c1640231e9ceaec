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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.authorization.Endpoints.Endpoint;
import io.github.apisecurity.chain.OpenFilterChain;
import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.AuthorityUse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.SecurityFilterChain;

/**
 * Classifies endpoints, and finds rules that do not do what whoever wrote them has in
 * mind.
 */
class RuleLinter {

	private static final Pattern ADMIN = Pattern
		.compile("(?i)/(admin\\w*|backoffice|console|internal|manage\\w*|root)(/|$)");

	private static final String APPLICATION = "application";

	private static final String PATTERNS = "Patterns are relative to the dispatcher servlet, without context path, "
			+ "and upper and lower case differ; correct or remove it.";

	private final Map<RequestRule, AuthorizationRule> rules = new LinkedHashMap<>();

	private final Map<RequestRule, String> covered = new LinkedHashMap<>();

	private final Predicate<String> producible;

	private final ActuatorAccess actuator;

	private final EndpointChains chains;

	private final List<String> findings = new ArrayList<>();

	RuleLinter(RequestRules<AuthorizationRule> rules, Predicate<String> producible, ActuatorAccess actuator,
			EndpointChains chains) {
		rules.forEach(this.rules::put);
		rules.findCovered((earlier, later) -> !earlier.shadow(), this.covered::put);
		this.producible = producible;
		this.actuator = actuator;
		this.chains = chains;
	}

	// A rule that never denies what it was written to deny is no finding but a failure.
	static RequestRules<AuthorizationRule> checkOrder(RequestRules<AuthorizationRule> rules) {
		rules.findCovered((earlier, later) -> !earlier.shadow() && !earlier.isAsStrictAs(later),
				(rule, reason) -> PropertyValue.refuseIf(true, rule.key() + ".pattern", rule, reason));
		return rules;
	}

	/**
	 * Check what asks for authorities beside the rules.
	 * @param uses what asks for them
	 */
	void check(Stream<AuthorityUse> uses) {
		this.actuator.tell(this::checkAuthority);
		uses.forEach((use) -> use.tell(this::checkAuthority));
	}

	/**
	 * Check rules of other features.
	 * @param others the rules
	 * @param endpoints what can be called
	 */
	void check(Stream<RequestRule> others, List<Endpoint> endpoints) {
		others.filter((rule) -> !this.rules.containsKey(rule) && !this.chains.mayServe(rule))
			.filter((rule) -> endpoints.stream().noneMatch((endpoint) -> isMet(endpoint, rule)))
			.forEach((rule) -> find(rule, "is for nothing that the application serves. " + PATTERNS));
	}

	private void checkActuator(List<Endpoint> endpoints) {
		Set<String> unknown = new TreeSet<>(this.actuator.endpoints().keySet());
		endpoints.forEach((endpoint) -> unknown.remove(endpoint.actuatorId()));
		if (!unknown.isEmpty()) {
			this.findings
				.add("'api-security.authorization.actuator-endpoints' names what no exposed endpoint is called: "
						+ unknown);
		}
	}

	AccessReport report(List<Endpoint> endpoints, String otherwise, MethodRules methodRules) {
		List<EndpointAccess> report = endpoints.stream()
			.map((endpoint) -> classify(endpoint, otherwise, methodRules.describe(endpoint.handlerMethod())))
			.toList();
		if (this.chains.areRuled()) {
			checkActuator(endpoints);
			List<Endpoint> ruled = endpoints.stream()
				.filter((endpoint) -> this.chains.withoutRules(endpoint.requests(), endpoint.method()) == null)
				.toList();
			this.covered.forEach(this::find);
			this.rules.forEach((rule, access) -> check(rule, access, ruled));
			report.stream()
				.filter(this::isOpenAdministration)
				.collect(Collectors.groupingBy(EndpointAccess::pattern))
				.forEach((pattern,
						all) -> this.findings.add("'" + pattern + "' looks like administration and asks for no role ("
								+ all.get(0).decidedBy()
								+ "). Add a rule with 'roles', or an annotation such as @RequireRole."));
		}
		return new AccessReport(report, this.findings);
	}

	private EndpointAccess classify(Endpoint endpoint, String otherwise, @Nullable String methodRule) {
		List<String> decidedBy = new ArrayList<>();
		String access = otherwise;
		SecurityFilterChain other = this.chains.withoutRules(endpoint.requests(), endpoint.method());
		if (other instanceof OpenFilterChain open) {
			decidedBy.add(open.requests().key());
			access = AuthorizationRule.PERMIT_ALL;
		}
		else if (other != null) {
			decidedBy.add(APPLICATION);
			access = other.getFilters().isEmpty() ? AuthorizationRule.PERMIT_ALL : "as its filter chains say";
		}
		else if (endpoint.handler().equals(Endpoints.METADATA)) {
			decidedBy.add("api-security.authentication.resource-metadata");
			access = AuthorizationRule.PERMIT_ALL;
		}
		else if (endpoint.isActuator()) {
			decidedBy.add("actuator-authorities");
			access = this.actuator.isOpen(endpoint.actuatorId()) ? AuthorizationRule.PERMIT_ALL
					: new TreeSet<>(this.actuator.of(endpoint.actuatorId())).toString();
		}
		else {
			access = decide(endpoint.requests(), decidedBy, otherwise);
		}
		return new EndpointAccess(endpoint.method(), endpoint.pattern(), endpoint.handler(), decidedBy, access,
				methodRule);
	}

	private String decide(RequestRule requests, List<String> decidedBy, String otherwise) {
		for (Map.Entry<RequestRule, AuthorizationRule> entry : this.rules.entrySet()) {
			if (!entry.getValue().shadow() && entry.getKey().meets(requests)) {
				decidedBy.add(entry.getKey().key());
				if (entry.getKey().covers(requests)) {
					return entry.getValue().describe().toString();
				}
			}
		}
		decidedBy.add("default");
		return otherwise;
	}

	private void check(RequestRule rule, AuthorizationRule access, List<Endpoint> endpoints) {
		List<Endpoint> met = endpoints.stream().filter((endpoint) -> isMet(endpoint, rule)).toList();
		if (met.isEmpty()) {
			find(rule, "is for nothing that the application serves where rules apply. " + PATTERNS);
		}
		if (access.access().equals(AuthorizationRule.PERMIT_ALL) && !met.isEmpty()
				&& met.stream().allMatch(Endpoint::isActuator)) {
			find(rule, "opens the actuator, which needs 'actuator-authorities' whatever the rules say. Remove it.");
		}
		access.authorities()
			.flatMap(Set::stream)
			.distinct()
			.forEach((authority) -> checkAuthority("'" + rule.key() + "' with '" + rule + "'", authority));
	}

	private static boolean isMet(Endpoint endpoint, RequestRule rule) {
		return !endpoint.isForEverything() && endpoint.requests().meets(rule);
	}

	private void checkAuthority(String place, String authority) {
		if (!this.producible.test(authority)) {
			this.findings.add(place + " asks for '" + authority
					+ "', which no caller has: neither the mapping of tokens ('authorities' of an issuer, or "
					+ "'spring.security.oauth2.resourceserver.jwt.authority-prefix', 'SCOPE_' by default) nor an API key, "
					+ "a client certificate or the hierarchy of roles gives it. Correct the name or the mapping.");
		}
	}

	private void find(RequestRule rule, String finding) {
		this.findings.add("'" + rule.key() + "' with '" + rule + "' " + finding);
	}

	private boolean isOpenAdministration(EndpointAccess endpoint) {
		return !endpoint.decidedBy().contains(APPLICATION) && ADMIN.matcher(endpoint.pattern()).find()
				&& endpoint.methodRule() == null && !endpoint.access().contains("authorities")
				&& !endpoint.access().contains("deny-all") && !endpoint.access().contains("bean:")
				&& !endpoint.decidedBy().contains("actuator-authorities");
	}

}
