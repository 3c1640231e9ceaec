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

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Makes rules from strategies, whether they come with the library, are named in the
 * configuration or are beans.
 */
final class Strategies {

	private static final int MIN_KEY_BYTES = 32;

	private final SpelExpressionParser parser = new SpelExpressionParser();

	private final BuiltInStrategies builtIn;

	private final Map<String, MaskingRule> named = new LinkedHashMap<>();

	private final Map<String, MaskingRule> classes = new LinkedHashMap<>();

	/**
	 * For a class of data that the configuration does not name.
	 */
	private final MaskingRule erasing;

	private final Map<String, MaskingStrategy> beans;

	private final MaskForm nonText;

	private final WriteBack writeBack;

	Strategies(MaskingProperties properties, Map<String, String> classes, Map<String, MaskingStrategy> beans) {
		this.beans = Map.copyOf(beans);
		this.nonText = properties.getNonText();
		this.writeBack = properties.getWriteBack();
		this.builtIn = builtIn(properties.getHash());
		properties.getStrategies()
			.forEach((name, strategy) -> this.named.put(name,
					configured("api-security.masking.strategies." + name, strategy.getType(), () -> create(strategy))));
		classes.forEach(
				(name, strategy) -> this.classes.put(name, create("api-security.masking.classes." + name, strategy)));
		this.erasing = create(MaskType.SECRET, 0, 0, "", false, List.of(), null, WriteBack.DEFAULT);
	}

	Map<String, MaskingRule> named() {
		return this.named;
	}

	List<String> classes() {
		return List.copyOf(this.classes.keySet());
	}

	private static BuiltInStrategies builtIn(MaskingProperties.Hash hash) {
		if (!StringUtils.hasText(hash.getKey())) {
			return new BuiltInStrategies(null);
		}
		byte[] key = PropertyValue.secret(hash.getKey());
		PropertyValue.refuseIf(key.length < MIN_KEY_BYTES, "api-security.masking.hash.key", null, "Use at least "
				+ MIN_KEY_BYTES + " random bytes in Base64, such as the output of 'openssl rand -base64 32'.");
		PropertyValue.refuseIf(!hash.getKeyId().matches("[A-Za-z0-9_-]{1,16}"), "api-security.masking.hash.key-id",
				hash.getKeyId(), "Use up to 16 letters, digits, '-' and '_'.");
		return new BuiltInStrategies(new HashStrategy(key, hash.getKeyId()));
	}

	private static MaskingRule configured(String property, Object value, Supplier<MaskingRule> rule) {
		try {
			return rule.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, ex.getMessage() + ".");
		}
	}

	/**
	 * Make a rule of the strategy that the configuration names.
	 * @param property where it does
	 * @param strategy the name of the strategy
	 * @return the rule
	 */
	MaskingRule create(String property, String strategy) {
		return configured(property, strategy, () -> create(strategy, false, List.of(), null, WriteBack.DEFAULT));
	}

	private MaskingRule create(MaskingProperties.Strategy strategy) {
		return create(strategy.getType(), strategy.getKeepFirst(), strategy.getKeepLast(), strategy.getReplacement(),
				strategy.isKeepKeys(), strategy.getRevealTo(), strategy.getUnless(), strategy.getWriteBack());
	}

	MaskingRule create(Masked masked) {
		List<String> revealTo = List.of(masked.revealTo());
		if (StringUtils.hasText(masked.strategy())) {
			return create(masked.strategy(), masked.keepKeys(), revealTo, masked.unless(), masked.writeBack());
		}
		return create(masked.value(), masked.keepFirst(), masked.keepLast(), masked.replacement(), masked.keepKeys(),
				revealTo, masked.unless(), masked.writeBack());
	}

	MaskingRule create(Classified classified) {
		MaskingRule rule = this.classes.getOrDefault(classified.value(), this.erasing);
		return change(rule, List.of(classified.revealTo()), classified.unless(), classified.writeBack());
	}

	private MaskingRule create(MaskType type, int keepFirst, int keepLast, String replacement, boolean keepKeys,
			Collection<String> revealTo, @Nullable String unless, WriteBack writeBack) {
		// Make a rule of a type. Who says how much to keep need not say that it is kept.
		if (type == MaskType.FULL && (keepFirst != 0 || keepLast != 0)) {
			return create(MaskType.KEEP, keepFirst, keepLast, replacement, keepKeys, revealTo, unless, writeBack);
		}
		MaskingStrategy strategy = this.builtIn.get(type, keepFirst, keepLast, replacement);
		MaskForm form = switch (type) {
			case NULL -> MaskForm.NULL;
			case OMIT -> MaskForm.OMIT;
			default -> MaskForm.TEXT;
		};
		return rule(strategy, form, keepKeys, revealTo, unless, writeBack);
	}

	private MaskingRule create(String name, boolean keepKeys, Collection<String> revealTo, @Nullable String unless,
			WriteBack writeBack) {
		// Make a rule of the strategy with a name.
		MaskingRule named = this.named.get(name);
		if (named != null) {
			return change(named, revealTo, unless, writeBack);
		}
		MaskingStrategy bean = this.beans.get(name);
		if (bean != null) {
			return rule(bean, MaskForm.TEXT, keepKeys, revealTo, unless, writeBack);
		}
		return create(type(name), 0, 0, "", keepKeys, revealTo, unless, writeBack);
	}

	private MaskingRule rule(MaskingStrategy strategy, MaskForm form, boolean keepKeys, Collection<String> revealTo,
			@Nullable String unless, WriteBack writeBack) {
		return new MaskingRule(strategy, form, (form == MaskForm.TEXT) ? this.nonText : form, keepKeys,
				authorities(revealTo), condition(unless), keeps(writeBack, this.writeBack == WriteBack.KEEP));
	}

	private MaskingRule change(MaskingRule rule, Collection<String> revealTo, @Nullable String unless,
			WriteBack writeBack) {
		// Make a rule that masks like another one, where it is not the same in the end.
		MaskingRule changed = rule.keepingOnWriteBack(keeps(writeBack, rule.keepsOnWriteBack()));
		return (revealTo.isEmpty() && !StringUtils.hasText(unless)) ? changed
				: changed.revealedTo(authorities(revealTo), condition(unless));
	}

	private static boolean keeps(WriteBack writeBack, boolean otherwise) {
		return (writeBack != WriteBack.DEFAULT) ? writeBack == WriteBack.KEEP : otherwise;
	}

	private MaskType type(String name) {
		String type = name.trim().toUpperCase(Locale.ROOT).replace('-', '_');
		return Arrays.stream(MaskType.values())
			.filter((candidate) -> candidate.name().equals(type))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"There is no strategy '" + name + "'; use one of " + Arrays.toString(MaskType.values())
							+ ", a name below 'api-security.masking.strategies' " + new TreeSet<>(this.named.keySet())
							+ " or the name of a MaskingStrategy bean " + new TreeSet<>(this.beans.keySet())));
	}

	private static Set<String> authorities(Collection<String> authorities) {
		for (String authority : authorities) {
			Assert.hasText(authority, "An authority in revealTo must not be empty");
		}
		return Set.copyOf(authorities);
	}

	private @Nullable Expression condition(@Nullable String unless) {
		if (!StringUtils.hasText(unless)) {
			return null;
		}
		try {
			return this.parser.parseExpression(unless);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("The condition '" + unless + "' is not SpEL: " + ex.getSimpleMessage(),
					ex);
		}
	}

}
