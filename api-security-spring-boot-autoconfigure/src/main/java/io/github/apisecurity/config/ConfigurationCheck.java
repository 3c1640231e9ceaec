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

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.apisecurity.config.ConfigProperties.UnknownKeys;
import io.github.apisecurity.config.KnownKeys.Match;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ObjectUtils;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.util.unit.DataSize;

/**
 * Refuses keys below {@code api-security} that no property knows: a rule with a mistyped
 * key is a rule without it, and opens what it should close.
 * <p>
 * A post-processor of the bean factory sees every source of properties, those of
 * {@code @PropertySource} and of tests included, and runs in every kind of application
 * before a property is bound. What a key is not known for is not told.
 * <p>
 * A switch that is neither on nor off is refused, too: it would be off, and its feature
 * would not be there to refuse it. So are the keys of a feature that nobody has switched
 * on. A key that does nothing for the lack of another one is only warned of. The values
 * of features that are not active are bound as well, or they would be found to be wrong
 * when one becomes so.
 */
class ConfigurationCheck implements BeanFactoryPostProcessor, PriorityOrdered, SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(ConfigurationCheck.class);

	private static final Pattern MISPLACED = Pattern.compile("(?:[^.]+\\.api-security|api\\.security)\\.(.+)");

	private final ConfigurableEnvironment environment;

	private final boolean reactive;

	private final SingletonSupplier<KnownKeys> knownKeys = SingletonSupplier.of(KnownKeys::new);

	private final Map<String, String> unknownKeys = new LinkedHashMap<>();

	private final Set<String> unknownVariables = new TreeSet<>();

	private @Nullable ListableBeanFactory beanFactory;

	ConfigurationCheck(ConfigurableEnvironment environment, boolean reactive) {
		this.environment = environment;
		this.reactive = reactive;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (this.reactive) {
			logger.warn(
					"This is a reactive application: filters, rules by path, masks and all else that is for servlets have "
							+ "no effect in it, only rules of methods have");
		}
		boolean configured = false;
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					if (isOurs(source, name)) {
						check(enumerable, name);
						configured = true;
					}
					else {
						checkPlace(enumerable, name);
					}
				}
			}
		}
		if (configured) {
			this.beanFactory = beanFactory;
			this.knownKeys.obtain().ownSimpleKeys().forEach(this::checkSimple);
			new IdleKeys(this.environment).find(this.reactive).forEach(logger::warn);
		}
		if (!this.unknownVariables.isEmpty()) {
			logger.warn("No property knows these environment variables: " + this.unknownVariables);
		}
		if (!this.unknownKeys.isEmpty()) {
			refuse(this.unknownKeys.values());
		}
	}

	// As are all variables whose names are ours and something else.
	private static boolean isOurs(PropertySource<?> source, String name) {
		String uniform = name.replaceAll("[-_]", "");
		return uniform.regionMatches(true, 0, "apisecurity", 0, 11)
				&& (uniform.length() == 11 || ".[".indexOf(uniform.charAt(11)) != -1
						|| (source instanceof SystemEnvironmentPropertySource && name.indexOf('.') == -1));
	}

	@Override
	public void afterSingletonsInstantiated() {
		ListableBeanFactory beanFactory = this.beanFactory;
		if (beanFactory != null) {
			this.knownKeys.obtain().types().forEach((prefix, type) -> bind(prefix, type, beanFactory));
			new IdleKeys(this.environment).findReplaced(beanFactory).forEach(logger::warn);
		}
	}

	private void bind(String prefix, String type, BeanFactory beanFactory) {
		try {
			if (!beanFactory.containsBean(prefix + "-" + type)) {
				Binder.get(this.environment).bind(prefix, ClassUtils.forName(type, getClass().getClassLoader()));
			}
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// Without what the type needs the feature does not become active.
		}
	}

	// Text with a placeholder in it would be the name of a role, or an origin.
	private @Nullable String read(String name) {
		try {
			return this.environment.getProperty(name);
		}
		catch (PlaceholderResolutionException ex) {
			throw new InvalidConfigurationPropertyValueException(name, null, "Nothing is known of the placeholder '"
					+ ex.getPlaceholder() + "'. Set it, or give a default: '${name:default}'.");
		}
	}

	private void refuse(Collection<String> unknownKeys) {
		UnknownKeysException refusal = new UnknownKeysException(List.copyOf(unknownKeys));
		if (Binder.get(this.environment)
			.bindOrCreate("api-security.config", ConfigProperties.class)
			.getUnknownKeys() == UnknownKeys.FAIL) {
			throw refusal;
		}
		logger.warn(refusal.getMessage());
	}

	private void check(EnumerablePropertySource<?> source, String name) {
		boolean variable = source instanceof SystemEnvironmentPropertySource;
		if (variable && name.indexOf('.') == -1) {
			checkVariable(source, name);
			return;
		}
		ConfigurationPropertyName key = ConfigurationPropertyName.adapt(name, '.');
		List<String> elements = elements(key);
		Match match = this.knownKeys.obtain().find(elements, false);
		boolean known = match.known() == elements.size();
		if (known && !(match.key().isGroup() && !ObjectUtils.isEmpty(source.getProperty(name)))) {
			read(name);
			if (!match.key().isGroup()) {
				switchedOff(name).forEach((group) -> add(group, source, name, "'" + group + KnownKeys.SWITCH
						+ "' is not set: 'true' applies the keys beside it, 'false' keeps them for later"));
			}
			checkValue(source, key.toString(), name, match.key());
		}
		else if (variable) {
			this.unknownVariables.add(name);
		}
		else {
			add(source.getName() + key.chop(match.known() + 2), source, name, explain(key, match));
		}
	}

	private void checkVariable(EnumerablePropertySource<?> source, String name) {
		KnownKey key = this.knownKeys.obtain().findVariable(name);
		if (key == null) {
			this.unknownVariables.add(name);
			return;
		}
		checkValue(source, name, name, key);
		switchedOff(name).forEach((group) -> logger.warn("'" + name + "' has no effect: '" + group + KnownKeys.SWITCH
				+ "' is not set. Set it to 'true', or remove the variable."));
	}

	private List<String> switchedOff(String name) {
		return this.knownKeys.obtain()
			.switchedOff()
			.stream()
			.filter((group) -> letters(name).startsWith(letters(group))
					&& !this.environment.containsProperty(group + KnownKeys.SWITCH))
			.toList();
	}

	private void checkValue(EnumerablePropertySource<?> source, String id, String name, KnownKey key) {
		String written = (source.getProperty(name) instanceof CharSequence text) ? text.toString() : "";
		String value = this.environment.resolvePlaceholders(written);
		if (key.isList() && value.isBlank()) {
			// One of a rule would be for everybody. Outside of rules an empty list is one
			// that is meant, unless a placeholder made it so.
			if (key.isInside() || (key.opensWhenEmpty() && !written.isBlank())) {
				add(id, source, name, "an empty list is no condition, remove the key or say what it holds");
			}
			else if (key.opensWhenEmpty()) {
				logger.warn("'" + name + "' is there and empty: nothing is kept out by it");
			}
		}
		boolean size = DataSize.class.getName().equals(key.type);
		PropertyValue.refuseIf(
				(size || Duration.class.getName().equals(key.type)) && PropertyValue.isWithoutUnit(value), name, value,
				"A number needs its unit, such as '" + value + ((size) ? "KB' or '" : "s' or '") + value
						+ ((size) ? "MB'." : "m'."));
	}

	// The value that counts, which another source may have corrected.
	private void checkSimple(String name, String type) {
		String value = (type.equals(String.class.getName())) ? null : read(name);
		if (value == null) {
			return;
		}
		// Conditions compare texts, and take all others for 'false'.
		PropertyValue.refuseIf(
				name.endsWith(".enabled") && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false"), name,
				value, "The switch of a feature is 'true' or 'false'.");
		boolean duration = type.equals(Duration.class.getName());
		PropertyValue.refuseIf(value.matches("-P?T?\\d.*") || (duration && value.matches("(?i)P[^-]*-\\d.*")), name,
				value, "Use a value that is not negative.");
		PropertyValue.refuseIf(!value.equals(value.strip()), name, value, "Remove the spaces around the value.");
	}

	// A key of ours below another one, as where the lines of a file have a wrong
	// indentation, or below a name that is nearly ours and may be one of the application.
	private void checkPlace(EnumerablePropertySource<?> source, String name) {
		Matcher misplaced = MISPLACED.matcher(name);
		int root = name.indexOf('.');
		boolean mistyped = root > 0 && KnownKeys.distance(name.substring(0, root), "api-security") <= 2;
		if (mistyped || misplaced.matches()) {
			String key = "api-security." + ((mistyped) ? name.substring(root + 1) : misplaced.group(1));
			List<String> elements = elements(ConfigurationPropertyName.adapt(key, '.'));
			if (this.knownKeys.obtain().find(elements, false).known() < elements.size()) {
				return;
			}
			if (mistyped) {
				logger.warn("'" + name + "' has no effect here: the key is '" + key + "'");
			}
			else {
				add(name, source, name, "the key is '" + key + "'");
			}
		}
	}

	private static String letters(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
	}

	static List<String> elements(ConfigurationPropertyName key) {
		return IntStream.range(1, key.getNumberOfElements()).mapToObj((i) -> key.getElement(i, Form.UNIFORM)).toList();
	}

	private void add(String id, PropertySource<?> source, String name, String explanation) {
		Origin origin = OriginLookup.getOrigin(source, name);
		this.unknownKeys.putIfAbsent(id,
				name + " (" + ((origin != null) ? origin : source.getName()) + "): " + explanation);
	}

	private String explain(ConfigurationPropertyName name, Match match) {
		KnownKey key = match.key();
		int parent = match.known() + 1;
		if (parent == name.getNumberOfElements()) {
			return "a group of keys has no value, " + key.describeChildren();
		}
		String explanation = this.knownKeys.obtain()
			.suggest(name.chop(parent).toString(), key, name.getElement(parent, Form.ORIGINAL));
		boolean inMap = key.isElement() && !name.isNumericIndex(match.known());
		return (inMap) ? explanation + " (a name that has dots is written in brackets: '[a.b]')" : explanation;
	}

}
