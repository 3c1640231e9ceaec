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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the dashboard and the alerts ask for metrics and tags that the code has, and
 * that each of them is documented.
 */
class MetricsDocumentationTests {

	private static final Pattern METER = Pattern.compile(
			"(\\w*Counter|\\w*Gauge|Timer)\\s*\\.builder\\(\"(api\\.security[a-z.]+)\"(.*?)\\.register\\(",
			Pattern.DOTALL);

	private static final Pattern TAG = Pattern.compile("\\.tag\\(\"(\\w+)\"");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `(api\\.security[a-z.]+)` \\|([^|]*)\\|");

	private static final Pattern SELECTOR = Pattern.compile("\\b(api_security_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*[!=]~?\\s*\"");

	private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

	/**
	 * Tags by the name that Prometheus has for the meter.
	 */
	private static final Map<String, Set<String>> prometheus = new TreeMap<>();

	private static final Map<String, Set<String>> meters = new TreeMap<>();

	@BeforeAll
	static void findMeters() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			files.filter((file) -> file.toString().endsWith(".java"))
				.flatMap((file) -> METER.matcher(Documentation.read(file)).results())
				.forEach(MetricsDocumentationTests::add);
		}
	}

	private static void add(MatchResult meter) {
		Set<String> tags = TAG.matcher(meter.group(3))
			.results()
			.map((tag) -> tag.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		meters.put(meter.group(2), tags);
		String name = meter.group(2).replace('.', '_') + (meter.group(3).contains("\"seconds\"") ? "_seconds" : "");
		switch (meter.group(1)) {
			case "Timer" ->
				Stream.of("count", "sum", "max").forEach((part) -> prometheus.put(name + "_seconds_" + part, tags));
			case "Counter", "FunctionCounter" -> prometheus.put(name + "_total", tags);
			default -> prometheus.put(name, tags);
		}
	}

	@Test
	void everyMeterIsDocumentedWithItsTags() {
		Map<String, Set<String>> documented = new TreeMap<>();
		ROW.matcher(Documentation.read(Documentation.page("metrics.md")))
			.results()
			.forEach((row) -> documented.put(row.group(1),
					Stream.of(row.group(2).split(","))
						.map((tag) -> tag.replace("`", "").strip())
						.filter((tag) -> !tag.isEmpty())
						.collect(Collectors.toCollection(TreeSet::new))));
		assertThat(documented).isEqualTo(meters);
	}

	@Test
	void dashboardAsksForMetersThatExist() {
		JsonNode dashboard = JsonMapper.shared()
			.readTree(Documentation.read(Documentation.page("grafana-dashboard.json")));
		List<String> expressions = new ArrayList<>();
		dashboard.path("panels")
			.forEach((panel) -> panel.path("targets")
				.forEach((target) -> expressions.add(target.path("expr").asString())));
		assertThat(expressions).hasSizeGreaterThan(10);
		assertExist(expressions);
	}

	@Test
	@SuppressWarnings("unchecked")
	void alertsAskForMetersThatExist() {
		Map<String, Object> file = new Yaml().load(Documentation.read(Documentation.page("prometheus-alerts.yml")));
		List<String> expressions = ((List<Map<String, Object>>) file.get("groups")).stream()
			.flatMap((group) -> ((List<Map<String, Object>>) group.get("rules")).stream())
			.map((rule) -> String.valueOf(rule.get("expr")))
			.toList();
		assertThat(expressions).isNotEmpty();
		assertExist(expressions);
	}

	private static void assertExist(List<String> expressions) {
		for (String expression : expressions) {
			Set<String> known = new TreeSet<>(Set.of("application"));
			Matcher selector = SELECTOR.matcher(expression);
			Set<String> labels = new TreeSet<>();
			while (selector.find()) {
				assertThat(prometheus).as(expression).containsKey(selector.group(1));
				known.addAll(prometheus.get(selector.group(1)));
				if (selector.group(2) != null) {
					LABEL.matcher(selector.group(2)).results().forEach((label) -> labels.add(label.group(1)));
				}
			}
			BY.matcher(expression).results().forEach((by) -> labels.addAll(List.of(by.group(1).split(",\\s*"))));
			assertThat(known).as(expression).containsAll(labels);
		}
	}

}
