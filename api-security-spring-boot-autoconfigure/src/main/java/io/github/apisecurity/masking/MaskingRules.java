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

package io.github.apisecurity.masking;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.ClassUtil;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.NativeDetector;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * All the rules. An annotation comes first, then the rules of the configuration: type and
 * property, name, path.
 *
 * @since 0.1.0
 */
public final class MaskingRules {

	private final Strategies strategies;

	private final Map<String, MaskingRule> exactNames = new LinkedHashMap<>();

	private final Map<Predicate<String>, MaskingRule> namePatterns = new LinkedHashMap<>();

	private final Map<String, MaskingRule> typeProperties = new LinkedHashMap<>();

	private final List<PathRule> paths = new ArrayList<>();

	private final Set<String> unapplied = ConcurrentHashMap.newKeySet();

	private final Supplier<Set<Class<?>>> declaring;

	private final Set<Class<?>> typesOfRules = new HashSet<>();

	private final Map<String, String> revealTo = new ConcurrentHashMap<>();

	MaskingRules(Strategies strategies, Map<String, String> properties, Supplier<Set<Class<?>>> declaring) {
		this.strategies = strategies;
		this.declaring = SingletonSupplier.of(declaring);
		properties.forEach(this::addProperty);
		strategies.named()
			.forEach((name, rule) -> noteAuthorities(rule, "'api-security.masking.strategies." + name + ".reveal-to'"));
	}

	private void noteAuthorities(MaskingRule rule, String place) {
		rule.revealTo().forEach((authority) -> this.revealTo.putIfAbsent(authority, place));
	}

	/**
	 * Return the authorities that see clear values, as far as the types are known that
	 * have them.
	 * @return where each is named
	 */
	public Map<String, String> revealTo() {
		return Map.copyOf(this.revealTo);
	}

	/**
	 * Return the rules of annotations alone, without any configuration, for mappers
	 * outside of an application.
	 * @return the rules
	 */
	public static MaskingRules ofAnnotations() {
		return ofAnnotations(Set::of);
	}

	/**
	 * Return the rules of annotations alone, where nothing is masked by them.
	 * @param beanFactory knows the packages of the application
	 * @return the rules
	 */
	public static MaskingRules ofAnnotations(BeanFactory beanFactory) {
		return ofAnnotations(() -> DeclaredMasks.of(beanFactory));
	}

	private static MaskingRules ofAnnotations(Supplier<Set<Class<?>>> declaring) {
		return new MaskingRules(new Strategies(new MaskingProperties(), Map.of(), Map.of()), Map.of(), declaring);
	}

	private void addProperty(String key, String strategy) {
		String property = "api-security.masking.properties[" + key + "]";
		MaskingRule rule = this.strategies.create(property, strategy);
		String found = key.toLowerCase(Locale.ROOT);
		if (PathPattern.isPath(key)) {
			PathPattern path = PathPattern.of(property, key);
			this.paths.add(new PathRule(path, rule));
			found = path.toString();
		}
		else if (key.indexOf('#') != -1) {
			found = typeProperty(property, key);
			this.typeProperties.put(found, rule);
		}
		else if (key.indexOf('*') == -1) {
			this.exactNames.put(found, rule);
		}
		else {
			this.namePatterns.put(RuleKeys.pattern(found), rule);
		}
		this.unapplied.add(found);
	}

	private String typeProperty(String property, String key) {
		int separator = key.indexOf('#');
		String name = key.substring(0, separator);
		boolean present = ClassUtils.isPresent(name, null);
		// A rule for a type that does not exist would never mask anything. A native image
		// may not find one by its name.
		PropertyValue.refuseIf(!present && !NativeDetector.inNativeImage(), property, key,
				"There is no such class. A rule for a type has its full name, a '#' and the name of a property.");
		if (!present) {
			return key;
		}
		Class<?> type = ClassUtils.resolveClassName(name, null);
		this.typesOfRules.add(type);
		return type.getName() + key.substring(separator);
	}

	/**
	 * Return whether the application masks anything: by a rule for properties or by an
	 * annotation in its packages.
	 * @return whether anything is masked
	 */
	public boolean areUsed() {
		return hasTreeRules() || !this.typeProperties.isEmpty() || !declaringTypes().isEmpty();
	}

	/**
	 * Return the types in the packages of the application that declare masks. They are
	 * looked for when they are asked for.
	 * @return the types
	 */
	public Set<Class<?>> declaringTypes() {
		return this.declaring.get();
	}

	/**
	 * Return whether there are rules for names or paths, which also hold for maps and
	 * trees.
	 * @return whether there are
	 */
	public boolean hasTreeRules() {
		return !this.exactNames.isEmpty() || !this.namePatterns.isEmpty() || !this.paths.isEmpty();
	}

	/**
	 * Return the rules of a property of a type.
	 * @param type the type
	 * @param name the name of the property in the document
	 * @param javaName the name of the property in Java
	 * @param annotations the annotations of the property
	 * @return the rules or {@code null} when the property is not masked
	 */
	public @Nullable PropertyRules of(Class<?> type, String name, String javaName, List<Annotation> annotations) {
		if (!this.unapplied.isEmpty()) {
			markApplied(type, name);
			markApplied(type, javaName);
		}
		alias(name, javaName);
		MaskingRule rule = annotated(type, name, annotations);
		if (rule == null) {
			rule = configured(type, name);
		}
		if (rule == null && !javaName.equals(name)) {
			// A naming strategy must not switch a rule off.
			rule = configured(type, javaName);
		}
		return rules(name, javaName, rule);
	}

	/**
	 * Let paths that have one name of a property also hold for another one. They do for
	 * all properties of these names, which masks rather more than less.
	 * @param alias a name of a property in documents
	 * @param name another name of it, there or in Java
	 */
	public void alias(String alias, String name) {
		if (!alias.equals(name)) {
			this.paths.forEach((path) -> path.path().alias(alias, name));
		}
	}

	private @Nullable PropertyRules rules(String name, String javaName, @Nullable MaskingRule rule) {
		List<PathRule> endingIn = (rule != null || this.paths.isEmpty()) ? List.of()
				: this.paths.stream()
					.filter((path) -> path.path().endsWith(name) || path.path().endsWith(javaName))
					.toList();
		return (rule != null || !endingIn.isEmpty()) ? new PropertyRules(name, rule, endingIn) : null;
	}

	/**
	 * Return whether annotations mask what has them.
	 * @param annotations the annotations
	 * @return whether they do
	 */
	public static boolean areMasking(MergedAnnotations annotations) {
		return annotations.isPresent(Masked.class) || annotations.isPresent(Classified.class);
	}

	/**
	 * Return the rule that annotations give.
	 * @param type the type that has the annotated member
	 * @param name the name of the member, for messages
	 * @param annotations the annotations of the member
	 * @return the rule or {@code null} when the member is not annotated
	 */
	public @Nullable MaskingRule annotated(Class<?> type, String name, List<Annotation> annotations) {
		if (annotations.isEmpty()) {
			return null;
		}
		MergedAnnotations merged = MergedAnnotations.from(annotations.toArray(Annotation[]::new));
		try {
			MaskingRule rule = merged.get(Masked.class)
				.synthesize(MergedAnnotation::isPresent)
				.map(this.strategies::create)
				.or(() -> merged.get(Classified.class)
					.synthesize(MergedAnnotation::isPresent)
					.map(this.strategies::create))
				.orElse(null);
			if (rule != null) {
				noteAuthorities(rule, "'revealTo' on " + type.getName() + "#" + name);
			}
			return rule;
		}
		catch (IllegalArgumentException ex) {
			throw new UnmaskablePropertyException(type.getName() + "#" + name, String.valueOf(ex.getMessage()),
					"Correct the annotation.");
		}
	}

	private @Nullable MaskingRule configured(Class<?> type, String name) {
		return typeKeys(type, name).map(this.typeProperties::get)
			.filter(Objects::nonNull)
			.findFirst()
			.orElseGet(() -> byName(name));
	}

	private Stream<String> typeKeys(Class<?> type, String name) {
		if (this.typeProperties.isEmpty()) {
			return Stream.empty();
		}
		return ClassUtil.findRawSuperTypes(type, null, true)
			.stream()
			.map((candidate) -> candidate.getName() + "#" + name);
	}

	private void markApplied(Class<?> type, String name) {
		// Also those that another rule comes before.
		String lowerCase = name.toLowerCase(Locale.ROOT);
		this.unapplied.removeIf((key) -> PatternMatchUtils.simpleMatch(key, lowerCase));
		this.paths.stream()
			.filter((path) -> path.path().endsWith(name))
			.forEach((path) -> this.unapplied.remove(path.path().toString()));
		typeKeys(type, name).forEach(this.unapplied::remove);
	}

	/**
	 * Return the types that rules of the configuration name.
	 * @return the types
	 */
	public Set<Class<?>> typesOfRules() {
		return this.typesOfRules;
	}

	/**
	 * Return the paths of the configuration.
	 * @return what tells of each name of a path whether it may stand there, by path
	 */
	public Map<String, List<Predicate<String>>> paths() {
		return this.paths.stream()
			.map(PathRule::path)
			.collect(Collectors.toMap(PathPattern::toString, PathPattern::names));
	}

	/**
	 * Return the rules of the configuration that were not found for any property yet, in
	 * the words of the configuration. Of a path only the last name counts here.
	 * @return the names, paths and properties of types
	 */
	public Set<String> unapplied() {
		return Set.copyOf(this.unapplied);
	}

	/**
	 * Return the rules for an entry of a map or a tree, wherever that is.
	 * @param name the name of the entry
	 * @return the rules or {@code null} when the entry is not masked anywhere
	 */
	public @Nullable PropertyRules named(String name) {
		return rules(name, name, byName(name));
	}

	/**
	 * Return each rule for an entry of a map or a tree, wherever that is.
	 * @param name the name of the entry
	 * @return the rules
	 */
	public List<MaskingRule> allNamed(String name) {
		PropertyRules named = named(name);
		return (named != null) ? named.all() : List.of();
	}

	/**
	 * Return the rule for a name.
	 * @param name the name
	 * @return the rule or {@code null} when the name is not masked
	 */
	public @Nullable MaskingRule byName(String name) {
		if (this.exactNames.isEmpty() && this.namePatterns.isEmpty()) {
			return null;
		}
		String lowerCase = name.toLowerCase(Locale.ROOT);
		MaskingRule rule = this.exactNames.get(lowerCase);
		if (rule == null) {
			for (Map.Entry<Predicate<String>, MaskingRule> pattern : this.namePatterns.entrySet()) {
				if (pattern.getKey().test(lowerCase)) {
					return pattern.getValue();
				}
			}
		}
		return rule;
	}

	Map<String, Object> describe() {
		return Map.of("classes", this.strategies.classes(), "rules",
				this.exactNames.size() + this.namePatterns.size() + this.typeProperties.size() + this.paths.size());
	}

}
