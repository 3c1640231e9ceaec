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

package io.github.apisecurity.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.util.ClassUtils;

/**
 * The keys below {@code api-security} that the configuration metadata on the class path
 * tells of, those of features that are off and of extensions included. What is below the
 * elements of lists and maps is read when there is a key that needs it.
 */
class KnownKeys {

	private static final String PREFIX = "api-security.";

	static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String NESTED_METADATA = "classpath:META-INF/spring/configuration-metadata/%s.json";

	static final String SWITCH = ".enabled";

	// The types of extensions may have properties that their metadata does not tell of.
	private static final String SIMPLE = "(java|org\\.springframework|io\\.github\\.apisecurity)\\..*";

	// Where others have the keys that are looked for here.
	private static final Map<String, String> ELSEWHERE = Map.of("api-security.redis", "spring.data.redis",
			"api-security.authentication", "spring.security.oauth2.resourceserver", "api-security.tls", "server.ssl",
			"api-security.versioning", "spring.mvc.apiversion");

	private final ResourcePatternResolver resources = new PathMatchingResourcePatternResolver();

	private final Map<String, KnownKey> elements = new HashMap<>();

	private final Map<String, String> ownSimpleKeys = new TreeMap<>();

	private final Map<String, String> types = new TreeMap<>();

	private final Set<String> switchedOff = new TreeSet<>();

	private final KnownKey root = new KnownKey("api-security", false);

	private boolean complete;

	KnownKeys() {
		String path = ClassUtils.convertClassNameToResourcePath(getClass().getName()) + ".class";
		String location = String.valueOf(getClass().getClassLoader().getResource(path));
		read(location.replace(path, METADATA), PREFIX, this.root);
		collectSimpleKeys(this.root.name, this.root);
	}

	/**
	 * Look for a key, at first in the metadata beside this class.
	 * @param elements the elements of the key without dashes and in lower case
	 * @param separateWords whether each word of a name is an element
	 * @return where the search ended
	 */
	Match find(List<String> elements, boolean separateWords) {
		Match match = find(elements, 0, this.root, separateWords);
		if (match.known == elements.size() || this.complete) {
			return match;
		}
		this.complete = true;
		read("classpath*:" + METADATA, PREFIX, this.root);
		return find(elements, 0, this.root, separateWords);
	}

	/**
	 * Look for the key of an environment variable, in which a name has its words together
	 * or, as in earlier days, apart.
	 * @param variable the name of the variable
	 * @return the key, {@code null} when no key is meant
	 */
	@Nullable KnownKey findVariable(String variable) {
		List<String> words = List.of(variable.toLowerCase(Locale.ROOT).split("_"));
		int prefix = words.get(0).equals("apisecurity") ? 1 : 2;
		if (words.size() < prefix || !String.join("", words.subList(0, prefix)).equals("apisecurity")) {
			return null;
		}
		List<String> elements = words.subList(prefix, words.size());
		Match match = find(elements, prefix > 1);
		return (match.known() == elements.size() && !match.key().isGroup()) ? match.key() : null;
	}

	/**
	 * Return the types that the keys are bound to.
	 * @return the names of the types by prefix
	 */
	Map<String, String> types() {
		return this.types;
	}

	/**
	 * Return the groups of keys that have a switch which is off by default.
	 * @return the names of the groups
	 */
	Set<String> switchedOff() {
		return this.switchedOff;
	}

	/**
	 * Return the keys of this library with a simple value outside lists and maps.
	 * @return the types by key
	 */
	Map<String, String> ownSimpleKeys() {
		return this.ownSimpleKeys;
	}

	private void collectSimpleKeys(String name, KnownKey key) {
		if (key.type != null && !key.isMap() && !key.isCollection()) {
			this.ownSimpleKeys.put(name, key.type);
		}
		key.children.values().forEach((child) -> collectSimpleKeys(name + "." + child.name, child));
	}

	/**
	 * Say what a key that is not known may have been meant to be.
	 * @param parent the name of the last key that is known
	 * @param key the last key that is known
	 * @param element the element that is not known
	 * @return the sentence
	 */
	String suggest(String parent, KnownKey key, String element) {
		String uniform = element.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
		int tolerance = Math.max(1, uniform.length() / 3);
		String nearest = key.children.values()
			.stream()
			.filter((child) -> distance(uniform, child.uniformName()) <= tolerance)
			.min(Comparator.comparingInt((child) -> distance(uniform, child.uniformName())))
			.map((child) -> parent + "." + child.name)
			.orElseGet(() -> {
				List<String> elsewhere = new ArrayList<>();
				findElsewhere("api-security", this.root, uniform, elsewhere);
				return (key.children.isEmpty() || elsewhere.size() != 1) ? null : elsewhere.get(0);
			});
		return "'" + element + "' is not known"
				+ ((nearest != null) ? ", did you mean '" + nearest + "'?" : ", " + key.describeChildren())
				+ (ELSEWHERE.containsKey(parent) ? "; see also '" + ELSEWHERE.get(parent) + "'" : "");
	}

	private static void findElsewhere(String parent, KnownKey key, String uniform, List<String> found) {
		for (KnownKey child : key.children.values()) {
			String name = parent + "." + child.name;
			if (child.uniformName().equals(uniform)) {
				found.add(name);
			}
			findElsewhere(name, child, uniform, found);
		}
	}

	static int distance(String first, String second) {
		int[] row = IntStream.rangeClosed(0, second.length()).toArray();
		for (int i = 1; i <= first.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= second.length(); j++) {
				int change = diagonal + ((first.charAt(i - 1) != second.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[second.length()];
	}

	private Match find(List<String> elements, int index, KnownKey key, boolean separateWords) {
		Match best = new Match(index, key);
		if (index == elements.size()) {
			return best;
		}
		for (KnownKey child : key.children.values()) {
			int end = index + ((separateWords) ? child.name.split("-").length : 1);
			if (end <= elements.size() && child.isNamed(elements.subList(index, end), separateWords)) {
				Match match = find(elements, end, child, separateWords);
				best = (match.known > best.known) ? match : best;
			}
		}
		return (best.known == index && key.type != null) ? findInside(elements, index, key, key.type, separateWords)
				: best;
	}

	private Match findInside(List<String> elements, int index, KnownKey key, String type, boolean separateWords) {
		int next = index;
		if (key.isCollection()) {
			next = isNumber(elements.get(index)) ? index + 1 : index;
		}
		else if (key.isMap()) {
			next = endOfMapKey(elements, index, element(type));
		}
		else if (!type.matches(SIMPLE)) {
			return new Match(elements.size(), key);
		}
		return (next != index) ? find(elements, next, element(type), separateWords) : new Match(index, key);
	}

	private static int endOfMapKey(List<String> elements, int index, KnownKey value) {
		if (value.type == null || value.isMap()) {
			return index + 1;
		}
		// Keys of simple values and of lists may have dots.
		return IntStream.range(index + 1, elements.size())
			.filter((i) -> value.isCollection() && isNumber(elements.get(i)))
			.findFirst()
			.orElse(elements.size());
	}

	private static boolean isNumber(String element) {
		return !element.isEmpty() && element.chars().allMatch(Character::isDigit);
	}

	private KnownKey element(String type) {
		String name = (type.endsWith("[]")) ? type.substring(0, type.length() - 2)
				: type.substring(type.indexOf((type.startsWith("java.util.Map")) ? ',' : '<') + 1, type.length() - 1);
		return this.elements.computeIfAbsent(name, this::readElement);
	}

	private KnownKey readElement(String type) {
		KnownKey element = new KnownKey("", true);
		read(NESTED_METADATA.formatted(type), "", element);
		element.type = (element.children.isEmpty()) ? type : null;
		return element;
	}

	@SuppressWarnings("unchecked")
	private void read(String location, String prefix, KnownKey key) {
		try {
			for (Resource metadata : this.resources.getResources(location)) {
				String json = (metadata.exists()) ? metadata.getContentAsString(StandardCharsets.UTF_8) : "";
				Map<String, Object> content = (json.contains('"' + prefix))
						? JsonParserFactory.getJsonParser().parseMap(json) : Map.of();
				for (Object element : (List<Object>) content.getOrDefault("groups", List.of())) {
					Map<String, Object> group = (Map<String, Object>) element;
					String name = String.valueOf(group.get("name"));
					if (key == this.root && name.startsWith(prefix) && !group.containsKey("sourceMethod")) {
						this.types.put(name, String.valueOf(group.get("type")));
					}
				}
				for (Object element : (List<Object>) content.getOrDefault("properties", List.of())) {
					Map<String, Object> property = (Map<String, Object>) element;
					String name = String.valueOf(property.get("name"));
					if (name.startsWith(prefix)) {
						key.add(name.substring(prefix.length()), property);
						if (name.endsWith(SWITCH) && Boolean.FALSE.equals(property.get("defaultValue"))) {
							this.switchedOff.add(name.substring(0, name.length() - SWITCH.length()));
						}
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where the search for a key ended.
	 *
	 * @param known the number of elements that are known
	 * @param key the last key that is known
	 */
	record Match(int known, KnownKey key) {

	}

}
