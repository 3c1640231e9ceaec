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

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Makes the strategies that come with the library.
 *
 * @param hash what there is for {@link MaskType#HASH}, if there is a key
 */
record BuiltInStrategies(@Nullable MaskingStrategy hash) {

	private static final String ERASED = "[erased]";

	private static final int MAX_KEPT = 32;

	private static final int MAX_DIGITS = 19;

	/**
	 * Return a strategy.
	 * @param type the type of the mask
	 * @param keepFirst the number of first characters to show
	 * @param keepLast the number of last characters to show
	 * @param replacement the text of {@link MaskType#FIXED}
	 * @return the strategy
	 * @throws IllegalArgumentException when the type cannot be used in this way; the
	 * message says how to mend it
	 */
	MaskingStrategy get(MaskType type, int keepFirst, int keepLast, String replacement) {
		Assert.isTrue(type == MaskType.KEEP || keepLast == 0, () -> "keepLast is for KEEP, not for " + type);
		Assert.isTrue(type == MaskType.KEEP || type == MaskType.CARD || keepFirst == 0,
				() -> "keepFirst is for KEEP and CARD, not for " + type);
		Assert.isTrue(type == MaskType.FIXED || replacement.isEmpty(),
				() -> "replacement is for FIXED, not for " + type);
		return switch (type) {
			case FULL, NULL, OMIT -> new FixedStrategy(Texts.FULL);
			case SECRET -> new FixedStrategy(ERASED);
			case FIXED -> fixed(replacement);
			case KEEP -> keep(keepFirst, keepLast);
			case EMAIL -> new EmailStrategy();
			case PHONE -> phone();
			case CARD -> card(keepFirst);
			case IBAN -> new KeepStrategy(Texts::iban, 2, "**********", 4, "DE36000000000000000000");
			case NATIONAL_ID -> keep(3, 3);
			case NAME -> new NameStrategy();
			case IP -> new IpStrategy();
			case DATE -> new KeepStrategy(Texts::date, 4, "-**-**", 0, "2000-01-31");
			case HASH -> requireHash();
		};
	}

	private static MaskingStrategy fixed(String replacement) {
		Assert.hasText(replacement, "FIXED needs a replacement");
		return new FixedStrategy(replacement);
	}

	private static MaskingStrategy keep(int first, int last) {
		Assert.isTrue(first >= 0 && last >= 0 && first + last > 0,
				"KEEP needs keepFirst or keepLast, a positive number of characters");
		Assert.isTrue(first + last <= MAX_KEPT, () -> "KEEP shows at most " + MAX_KEPT + " characters");
		String sample = "41012345321".repeat(1 + (first + last - 1) / 6);
		return new KeepStrategy((value) -> Texts.hiding(value, first + last), first, "*********", last, sample);
	}

	private static MaskingStrategy phone() {
		String sample = "+12025550123";
		return new KeepStrategy((value) -> (value.startsWith("+")) ? Texts.digits(value, 1, 8, Integer.MAX_VALUE) : "",
				3, "*****", 2, sample,
				new KeepStrategy((value) -> Texts.digits(value, 0, 8, Integer.MAX_VALUE), 0, "*****", 2, sample));
	}

	private static MaskingStrategy card(int first) {
		Assert.isTrue(first == 0 || first == 6 || first == 8,
				"CARD shows the first 6 or 8 digits or none (PCI DSS 3.4.1)");
		String sample = "4111111111111111";
		KeepStrategy last = new KeepStrategy((value) -> Texts.digits(value, 0, 12, MAX_DIGITS), 0, "************", 4,
				sample);
		// Of a short number too little would be hidden.
		return (first == 0) ? last : new KeepStrategy((value) -> Texts.digits(value, 0, first + 8, MAX_DIGITS), first,
				"******", 4, sample, last);
	}

	private MaskingStrategy requireHash() {
		MaskingStrategy hash = this.hash;
		Assert.notNull(hash, "HASH needs 'api-security.masking.hash.key', 32 random bytes in Base64");
		return hash;
	}

}
