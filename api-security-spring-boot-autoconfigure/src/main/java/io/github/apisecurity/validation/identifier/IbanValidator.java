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

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link Iban @Iban}.
 *
 * @since 0.1.0
 */
public class IbanValidator implements ConstraintValidator<Iban, CharSequence> {

	private static final Pattern FORMAT = Pattern.compile("[A-Z]{2}\\d{2}[A-Z0-9]{11,30}");

	private static final int MAX_LENGTH = 42;

	private static final Map<String, Integer> LENGTHS = lengths(
			"AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 "
					+ "BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 "
					+ "GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 "
					+ "ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 "
					+ "SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

	private Set<String> countries = Set.of();

	private boolean compact;

	private static Map<String, Integer> lengths(String table) {
		Map<String, Integer> lengths = new HashMap<>();
		for (String entry : table.split(" ")) {
			lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
		}
		return Map.copyOf(lengths);
	}

	@Override
	public void initialize(Iban annotation) {
		this.countries = Set.of(annotation.countries());
		this.compact = annotation.compact();
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		if (value == null) {
			return true;
		}
		if (value.length() > MAX_LENGTH) {
			return false;
		}
		String iban = (this.compact) ? value.toString() : value.toString().replaceAll("(?<=\\G.{4}) ", "");
		if (!FORMAT.matcher(iban).matches()) {
			return false;
		}
		String country = iban.substring(0, 2);
		return (this.countries.isEmpty() || this.countries.contains(country))
				&& LENGTHS.getOrDefault(country, -1) == iban.length() && mod97(iban) == 1;
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
