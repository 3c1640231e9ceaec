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

import java.text.Normalizer;
import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import java.util.Date;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;

/**
 * How one property is masked and who sees it clear.
 *
 * @param strategy what masks a text
 * @param form what stands in the place of a text
 * @param nonTextForm what stands in the place of a number, boolean or date
 * @param keepKeys whether the keys of a map stay clear
 * @param revealTo the authorities that see the clear value
 * @param unless the condition under which the value is clear
 * @param keepsOnWriteBack whether a mask that is sent back leaves an existing value as it
 * is
 * @since 0.1.0
 */
public record MaskingRule(MaskingStrategy strategy, MaskForm form, MaskForm nonTextForm, boolean keepKeys,
		Set<String> revealTo, @Nullable Expression unless, boolean keepsOnWriteBack) {

	private static final Pattern INVISIBLE = Pattern
		.compile("[\\p{Cf}\\p{Cc}\\p{Mn}\\x{115F}\\x{1160}\\x{3164}\\x{FFA0}]");

	public MaskingRule {
		revealTo = Set.copyOf(revealTo);
	}

	/**
	 * Return whether anybody sees the clear value.
	 * @return whether the value is ever clear
	 */
	public boolean isRevealable() {
		return this.unless != null || !this.revealTo.isEmpty();
	}

	/**
	 * Return the rule for a value to which this one or another one may apply: whoever
	 * sees it has to be allowed to by both.
	 * @param other the other rule
	 * @return the rule
	 */
	MaskingRule strictest(MaskingRule other) {
		if (isAsStrictAs(other)) {
			return this;
		}
		return (other.isAsStrictAs(this)) ? other : revealedTo(Set.of(), null);
	}

	MaskingRule revealedTo(Set<String> revealTo, @Nullable Expression unless) {
		return new MaskingRule(this.strategy, this.form, this.nonTextForm, this.keepKeys, revealTo, unless,
				this.keepsOnWriteBack);
	}

	MaskingRule keepingOnWriteBack(boolean keeps) {
		return (keeps == this.keepsOnWriteBack) ? this : new MaskingRule(this.strategy, this.form, this.nonTextForm,
				this.keepKeys, this.revealTo, this.unless, keeps);
	}

	private boolean isAsStrictAs(MaskingRule other) {
		return !isRevealable() || (this.unless == other.unless && other.revealTo.containsAll(this.revealTo));
	}

	/**
	 * Return whether the mask is the same for every value, so that it can stand for one
	 * of any shape.
	 * @return whether it is
	 */
	public boolean isWhole() {
		return this.strategy instanceof FixedStrategy;
	}

	/**
	 * Return what stands in the place of a value.
	 * @param value the value
	 * @return the form of the mask
	 */
	public MaskForm formOf(@Nullable Object value) {
		return (value == null || value instanceof String || !isNonText(value.getClass())) ? this.form
				: this.nonTextForm;
	}

	/**
	 * Return whether values of a type are numbers, booleans or dates.
	 * @param type the type
	 * @return whether {@link #nonTextForm()} stands in their place
	 */
	public static boolean isNonText(Class<?> type) {
		return Number.class.isAssignableFrom(type) || type == Boolean.class
				|| TemporalAccessor.class.isAssignableFrom(type) || Date.class.isAssignableFrom(type)
				|| Calendar.class.isAssignableFrom(type);
	}

	/**
	 * Mask a text.
	 * @param value the text
	 * @return the mask
	 */
	public String mask(String value) {
		return this.strategy.mask(value);
	}

	/**
	 * Return whether a text is a mask of this rule.
	 * @param text the text
	 * @return whether it is a mask
	 */
	public boolean isMask(String text) {
		// A client may have put blanks around it, or disguised it.
		return this.strategy.isMask(text) || this.strategy.isMask(text.strip())
				|| (!isAscii(text) && this.strategy.isMask(undisguised(text)));
	}

	private static boolean isAscii(String text) {
		return text.chars().allMatch((character) -> character < 0x80);
	}

	private static String undisguised(String text) {
		// Wide characters become usual ones, and those that nobody sees go.
		return INVISIBLE.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)).replaceAll("").strip();
	}

}
