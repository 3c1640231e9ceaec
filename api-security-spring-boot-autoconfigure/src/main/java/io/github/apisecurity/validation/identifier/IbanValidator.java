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

package io.github.apisecurity.validation.identifier;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link Iban @Iban}.
 *
 * @since 0.1.0
 */
public class IbanValidator implements ConstraintValidator<Iban, CharSequence> {

	private static final int MAX_LENGTH = 42;

	/**
	 * What follows the check digits (BBAN) in each country: how many digits (n), capital
	 * letters (a) or both (c).
	 */
	private static final Map<String, Pattern> FORMATS = formats(
			"AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BI23n BR23n1a1c BY4c4n16c "
					+ "CH5n12c CR18n CY8n16c CZ20n DE18n DJ23n DK14n DO4c20n EE16n EG25n ES20n FI14n FK2a12n FO14n "
					+ "FR10n11c2n GB4a14n GE2a16n GI4a15c GL14n GR7n16c GT24c HN4a20n HR17n HU24n IE4a14n IL19n "
					+ "IQ4a15n IS22n IT1a10n12c JO4a4n18c KW4a22c KZ3n13c LB4n20c LC4a24c LI5n12c LT16n LU3n13c "
					+ "LV4a13c LY21n MC10n11c2n MD20c ME18n MK3n10c2n MN16n MR23n MT4a5n18c MU4a19n3a NI4a20n "
					+ "NL4a10n NO11n OM3n16c PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n RU14n15c SA2n18c "
					+ "SC4a20n3a SD14n SE20n SI15n SK20n SM1a10n12c SO19n ST21n SV4a20n TL19n TN20n TR6n16c UA6n19c "
					+ "VA18n VG4a16n XK16n YE4a4n18c");

	private Set<String> countries = Set.of();

	private boolean compact;

	private static Map<String, Pattern> formats(String table) {
		return Stream.of(table.split(" "))
			.collect(Collectors.toUnmodifiableMap((entry) -> entry.substring(0, 2), IbanValidator::format));
	}

	private static Pattern format(String entry) {
		String bban = entry.substring(2)
			.replaceAll("(\\d+)n", "[0-9]{$1}")
			.replaceAll("(\\d+)a", "[A-Z]{$1}")
			.replaceAll("(\\d+)c", "[A-Z0-9]{$1}");
		// The remainder cannot tell 00 from 97, 01 from 98 and 99 from 02.
		return Pattern.compile(entry.substring(0, 2) + "(?!0[01]|99)[0-9]{2}" + bban);
	}

	@Override
	public void initialize(Iban annotation) {
		this.countries = Set.of(annotation.countries());
		this.compact = annotation.compact();
		if (!FORMATS.keySet().containsAll(this.countries)) {
			throw new ConstraintDeclarationException("@Iban knows these countries: " + new TreeSet<>(FORMATS.keySet()));
		}
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		if (value == null) {
			return true;
		}
		if (value.length() < 2 || value.length() > MAX_LENGTH) {
			return false;
		}
		String iban = (this.compact) ? value.toString() : value.toString().replaceAll("(?<=\\G.{4}) ", "");
		String country = iban.substring(0, 2);
		Pattern format = FORMATS.get(country);
		return format != null && format.matcher(iban).matches()
				&& (this.countries.isEmpty() || this.countries.contains(country)) && mod97(iban) == 1;
	}

	/**
	 * Remainder of ISO 7064 MOD 97-10 over a text whose first four characters count last.
	 * @param value letters and digits
	 * @return the remainder
	 */
	private static int mod97(String value) {
		int remainder = 0;
		for (int i = 0; i < value.length(); i++) {
			int digit = Character.getNumericValue(value.charAt((i + 4) % value.length()));
			remainder = (remainder * ((digit > 9) ? 100 : 10) + digit) % 97;
		}
		return remainder;
	}

}
