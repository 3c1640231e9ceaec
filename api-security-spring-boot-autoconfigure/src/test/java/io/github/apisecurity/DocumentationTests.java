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
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.Documentation.Block;
import io.github.apisecurity.config.ConfigurationMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what README and documentation say about code: Java is found in compiled sources
 * together with the imports it needs, keys, links and classes exist.
 */
class DocumentationTests {

	/**
	 * Sources that an application could have: their imports are those a reader needs.
	 */
	private static final Pattern APPLICATION_SOURCE = Pattern
		.compile(".*/src/(main|test)/java/(com/example|io/github/apisecurity/sample)/.*");

	private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+|\\*);$");

	private static final Pattern ELISION = Pattern.compile("(?m)^\\s*// \\.\\.\\.$");

	private static final Pattern INLINE_KEY = Pattern
		.compile("`(api-security\\.[a-z0-9.\\-\\[\\]]+?)(?:[:=] ?[^`]*)?`");

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	private static final Pattern CLASS = Pattern.compile("\\bio\\.github\\.apisecurity\\.[a-z0-9.]+\\.[A-Z]\\w+");

	private static final Pattern EVENT = Pattern.compile("new SecurityEventType\\(\"([a-z_]+)\"");

	private static final Map<String, String> sources = sources();

	@ParameterizedTest
	@MethodSource("java")
	void javaIsFoundInCompiledSourcesWithTheImportsItNeeds(Block block) {
		String code = block.text();
		String source = sources.entrySet()
			.stream()
			.filter((candidate) -> APPLICATION_SOURCE.matcher(candidate.getKey()).matches())
			.map(Map.Entry::getValue)
			.filter((candidate) -> contains(candidate, code))
			.findFirst()
			.orElse(null);
		assertThat(source).as("this code is in no compiled source below com.example:\n%s", code).isNotNull();
		String body = IMPORT.matcher(code).replaceAll("");
		assertThat(imports(code).map(MatchResult::group)).containsExactlyElementsOf(imports(source)
			.filter((line) -> Pattern.compile("(?<![\\w.])" + line.group(1) + "\\b").matcher(body).find())
			.map(MatchResult::group)
			.toList());
	}

	static List<Block> java() {
		return Documentation.blocks("java");
	}

	private static boolean contains(String source, String code) {
		String text = normalize(source);
		int end = 0;
		for (String part : ELISION.split(IMPORT.matcher(code).replaceAll(""))) {
			int start = text.indexOf(normalize(part), end);
			if (start == -1) {
				return false;
			}
			end = start + normalize(part).length();
		}
		return true;
	}

	private static String normalize(String code) {
		return code.replaceAll("\\s+", " ").trim();
	}

	private static Stream<MatchResult> imports(String code) {
		return IMPORT.matcher(code).results();
	}

	private static Map<String, String> sources() {
		Map<String, String> sources = new TreeMap<>();
		try {
			Files.walkFileTree(Path.of(".."), new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
					String name = directory.getFileName().toString();
					return (name.equals("target") || name.equals(".git")) ? FileVisitResult.SKIP_SUBTREE
							: FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					if (file.toString().endsWith(".java")) {
						sources.put(file.toString(), Documentation.read(file));
					}
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return sources;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void keysInTheTextExist(Path page) {
		ResourceBundle messages = ResourceBundle.getBundle("io.github.apisecurity.problem.messages");
		Set<String> keys = new ConfigurationMetadata().properties()
			.keySet()
			.stream()
			.map((key) -> key.replace("[]", ""))
			.collect(Collectors.toSet());
		assertThat(INLINE_KEY.matcher(Documentation.read(page))
			.results()
			.map((match) -> match.group(1).replaceAll("\\[\\d*]|\\.$", ""))
			.filter((key) -> !messages.containsKey(key))
			.filter((key) -> keys.stream().noneMatch((known) -> isPartOf(key, known)))).isEmpty();
	}

	private static boolean isPartOf(String key, String known) {
		String pattern = known.replace(".", "\\.").replace("*", "[^.]+");
		return key.matches(pattern) || (known + ".").startsWith(key + ".");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Path page) {
		assertThat(LINK.matcher(Documentation.read(page))
			.results()
			.map((match) -> match.group(1))
			.filter((link) -> !link.startsWith("https://"))
			.filter((link) -> !exists(page, link))).isEmpty();
	}

	private static boolean exists(Path page, String link) {
		int hash = link.indexOf('#');
		Path target = (hash == 0) ? page : page.resolveSibling((hash == -1) ? link : link.substring(0, hash));
		return Files.exists(target) && (hash == -1 || Pattern.compile("(?m)^#+ (.+)$")
			.matcher(Documentation.read(target))
			.results()
			.anyMatch((heading) -> anchor(heading.group(1)).equals(link.substring(hash + 1))));
	}

	private static String anchor(String heading) {
		return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
	}

	@ParameterizedTest
	@MethodSource("pages")
	void classesExist(Path page) {
		assertThat(CLASS.matcher(Documentation.read(page))
			.results()
			.map(MatchResult::group)
			.filter((name) -> !ClassUtils.isPresent(name, null))
			.filter((name) -> sources.keySet()
				.stream()
				.noneMatch((file) -> file.endsWith(ClassUtils.convertClassNameToResourcePath(name) + ".java"))))
			.isEmpty();
	}

	@Test
	void everyEventIsDocumented() {
		String page = Documentation.read(Documentation.page("audit.md"));
		assertThat(sources.entrySet()
			.stream()
			.filter((source) -> source.getKey().contains("autoconfigure/src/main/"))
			.flatMap((source) -> EVENT.matcher(source.getValue()).results())
			.map((event) -> event.group(1))
			.filter((event) -> !page.contains("| `" + event + "` |"))).isEmpty();
	}

	@Test
	void workflowRunsTheBuildOnTheVersionsOfTheReadme() {
		String workflow = Documentation.read(Path.of("../.github/workflows/build.yml"));
		Map<String, Object> jobs = new Yaml().load(workflow);
		assertThat(jobs).containsKey("jobs");
		assertThat(workflow).contains("- run: .ci/run", "java: [ \"17\", \"25\" ]");
		assertThat(Documentation.read(Path.of("../README.md"))).contains("tested on 17 and 25");
	}

	@ParameterizedTest
	@ValueSource(strings = { "dependabot.yml", "ISSUE_TEMPLATE/config.yml", "ISSUE_TEMPLATE/bug.yml",
			"ISSUE_TEMPLATE/adoption.yml", "ISSUE_TEMPLATE/feature.yml" })
	void formIsYaml(String file) {
		Map<String, Object> form = new Yaml().load(Documentation.read(Path.of("../.github", file)));
		assertThat(form).isNotEmpty();
	}

	static List<Path> pages() {
		return Documentation.pages();
	}

	@Test
	void everyPageIsInTheIndex() {
		String index = Documentation.read(Documentation.page("index.md"));
		assertThat(pages().stream()
			.map((page) -> page.getFileName().toString())
			.filter((page) -> !page.equals("README.md") && !page.equals("index.md"))
			.filter((page) -> !index.contains("(" + page + ")"))).isEmpty();
	}

}
