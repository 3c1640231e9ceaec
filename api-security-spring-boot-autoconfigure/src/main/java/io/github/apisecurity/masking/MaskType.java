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

/**
 * What a masked value looks like. The hidden part has a fixed length, so that a mask does
 * not tell how long the value is; a value that is too short, or that does not have the
 * expected form, is hidden in full. {@link #KEEP} hides at least two fifths of a value
 * and at least three characters.
 *
 * @since 0.1.0
 */
public enum MaskType {

	/**
	 * Everything is hidden: {@code ***}.
	 */
	FULL,

	/**
	 * A text of the application's choice instead of the value.
	 */
	FIXED,

	/**
	 * The first and last characters, as many as {@link Masked#keepFirst()} and
	 * {@link Masked#keepLast()} say: {@code ab*********yz}.
	 */
	KEEP,

	/**
	 * An e-mail address: the first character and the domain, {@code a***@example.com}.
	 */
	EMAIL,

	/**
	 * A phone number: the first two digits of an international number and the last two
	 * digits, {@code +90*****67}.
	 */
	PHONE,

	/**
	 * A payment card number: the last four digits, {@code ************1111}. The first
	 * six or eight digits are shown as well when {@link Masked#keepFirst()} says so,
	 * which is the most that PCI DSS 4.0.1, requirement 3.4.1, allows.
	 */
	CARD,

	/**
	 * An international bank account number: the country and the last four characters,
	 * {@code TR**********1326}.
	 */
	IBAN,

	/**
	 * A national identification number: the first and last three characters,
	 * {@code 410*********321}.
	 */
	NATIONAL_ID,

	/**
	 * A name: the first character of each word, {@code A*** L***}.
	 */
	NAME,

	/**
	 * An IP address: the network, {@code 192.168.1.***} or {@code 2001:db8:1:***}.
	 */
	IP,

	/**
	 * A date or time that starts with a year: the year, {@code 1984-**-**}.
	 */
	DATE,

	/**
	 * A secret: nothing is left, {@code [erased]}.
	 */
	SECRET,

	/**
	 * A keyed hash (HMAC-SHA-256), the same for equal values: {@code hmac:k1:cmFuZG9t…}.
	 * Needs {@code api-security.masking.hash.key}.
	 */
	HASH,

	/**
	 * {@code null} instead of the value.
	 */
	NULL,

	/**
	 * The property is left out.
	 */
	OMIT

}
