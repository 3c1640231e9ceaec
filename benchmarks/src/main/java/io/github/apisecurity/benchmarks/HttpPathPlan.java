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

package io.github.apisecurity.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@link HttpPathBenchmark} compares, and for how long.
 *
 * @param mode the kind of comparison
 * @param only the names of the applications that are compared, all if empty
 * @param arguments further arguments for the starter
 * @param starts how often each application is started
 * @param warmUpTurns the turns of five seconds that an application is warmed up for at
 * most
 * @param rounds the rounds
 * @param turnMillis the duration of a turn
 */
record HttpPathPlan(String mode, List<String> only, List<String> arguments, int starts, int warmUpTurns, int rounds,
		long turnMillis) {

	/** What the others are compared with. */
	static final HttpApplication.Kind HAND_WRITTEN = new HttpApplication.Kind("hand-written", "plain",
			"plain.PlainApplication", List.of());

	/** The features, each with the property that switches it. */
	private static final List<String> FEATURES = List.of("audit", "authentication.step-up", "authorization", "cors",
			"headers", "masking", "problem", "rate-limit", "validation");

	static HttpPathPlan of(List<String> words) {
		String mode = words.get(0);
		List<String> names = words.stream().skip(1).filter((word) -> !word.startsWith("--")).toList();
		List<String> arguments = words.stream().filter((word) -> word.startsWith("--")).toList();
		return switch (mode) {
			case "quick" -> new HttpPathPlan(mode, names, arguments, 2, 9, 8, 3000);
			case "growth" -> new HttpPathPlan(mode, names, arguments, 1, 9, 10, 2000);
			case "features", "alone" -> new HttpPathPlan(mode, names, arguments, 1, 12, 8, 4000);
			default -> new HttpPathPlan(mode, names, arguments, 5, 36, 15, 5000);
		};
	}

	List<HttpApplication.Kind> kinds(int redisPort) {
		List<HttpApplication.Kind> kinds = new ArrayList<>();
		if (this.mode.equals("growth")) {
			kinds.add(ours("one of each", grown("")));
			for (String concept : List.of("rules", "routes", "policies", "masked properties", "issuers")) {
				kinds.add(ours("100 " + concept, grown(concept)));
			}
			return chosen(kinds);
		}
		kinds.add(HAND_WRITTEN);
		kinds.add(ours("ours", List.of()));
		if (this.mode.equals("features")) {
			FEATURES.forEach((feature) -> kinds.add(ours("without " + feature, List.of(off(feature)))));
		}
		else if (this.mode.equals("alone")) {
			kinds.add(ours("nothing", FEATURES.stream().map(HttpPathPlan::off).toList()));
			for (String feature : FEATURES) {
				kinds.add(ours("only " + feature,
						FEATURES.stream().filter((other) -> !other.equals(feature)).map(HttpPathPlan::off).toList()));
			}
		}
		else {
			kinds.add(new HttpApplication.Kind("peer", "peer", "peer.PeerApplication", List.of()));
			if (redisPort > 0) {
				kinds.add(ours("ours on Redis", "redis",
						List.of("--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redisPort)));
			}
		}
		return chosen(kinds);
	}

	private List<HttpApplication.Kind> chosen(List<HttpApplication.Kind> kinds) {
		return kinds.stream()
			.filter((kind) -> kind == kinds.get(0) || this.only.isEmpty() || this.only.contains(kind.name()))
			.toList();
	}

	// The one that a request meets comes last.
	private static List<String> grown(String concept) {
		List<String> arguments = new ArrayList<>();
		arguments.add("--spring.security.oauth2.resourceserver.jwt.issuer-uri=");
		for (int i = 0; i < 100; i++) {
			boolean last = i == 99;
			if (last || concept.equals("rules")) {
				String rule = "--api-security.authorization.rules[" + (concept.equals("rules") ? i : 0) + "]";
				arguments.add(rule + ".pattern=" + (last ? "/api/**" : "/api/*/rule-" + i + "/**"));
				arguments.add(rule + ".authorities=SCOPE_read");
			}
			if (last || concept.equals("routes")) {
				String route = "--api-security.rate-limit.routes[" + (concept.equals("routes") ? i : 0) + "]";
				arguments.add(route + ".pattern=" + (last ? "/api/**" : "/api/*/route-" + i + "/**"));
				arguments.add(route + ".policies=api");
			}
			if (!last && concept.equals("policies")) {
				arguments.add("--api-security.rate-limit.policies.other-" + i + ".limits=1000000/1s");
			}
			if (last || concept.equals("masked properties")) {
				arguments
					.add("--api-security.masking.properties[" + (last ? "street" : "*other-" + i + "*") + "]=FULL");
			}
			if (last || concept.equals("issuers")) {
				String issuer = "--api-security.authentication.issuers[" + (concept.equals("issuers") ? i : 0) + "]";
				arguments.add(issuer + ".issuer-uri=${issuer}" + (last ? "" : "/other-" + i));
				arguments.add(issuer + ".jwk-set-uri=${issuer}/jwks");
				arguments.add(issuer + ".audiences=benchmark");
				arguments.add(issuer + ".principal-prefix=" + i + ":");
			}
		}
		return arguments;
	}

	HttpApplication.Kind ours(String name, List<String> arguments) {
		return ours(name, "ours", arguments);
	}

	private HttpApplication.Kind ours(String name, String module, List<String> arguments) {
		return new HttpApplication.Kind(name, module, "ours.OursApplication",
				Stream.concat(this.arguments.stream(), arguments.stream()).toList());
	}

	private static String off(String feature) {
		return "--api-security." + feature + ".enabled=false";
	}

}
