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

package io.github.apisecurity.validation.password;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.core.io.ClassPathResource;

/**
 * What is tried first: one or two common words, however they are decorated, spelled or
 * repeated, walks over the keyboard, runs of neighbouring characters, and years beside
 * them. A password is cut into the pieces that make it cheapest to guess.
 */
final class CommonPasswords {

	/**
	 * Loaded with this class, that is when the first password is validated.
	 */
	private static final Set<String> WORDS = load();

	/**
	 * Words that say next to nothing, since every sentence has them.
	 */
	private static final Set<String> VERY_COMMON = Set
		.of(("a air all always am an and are as at baby be best big boy brother but by can cat dad "
				+ "day die do dog down father fc for friday from fun get girl go god good happy have he "
				+ "her him his home hot how i if in is it its just king kiss know life like little live "
				+ "lol love loves man me mom monday more morning mother much my never new night no not "
				+ "now of off on one or our out over password people please queen red right say secret "
				+ "see she sister so super sweet take that the their them there they thing think this "
				+ "time to too two up us user very want was way we what when who why will with world " + "yes you your")
			.split(" "));

	/**
	 * Rows, columns and blocks of keyboards in reading order and back and forth, each of
	 * which is typed backwards as well, pi, e and the square root of two.
	 */
	private static final String WALKS = "abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiop asdfghjkl zxcvbnm qwertzuiop "
			+ "yxcvbnm azertyuiop qsdfghjklm wxcvbn qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p "
			+ "1q2w3e4r5t6y7u8i9o0p 1a2b3c4d5e6f7g8h9i0j a1b2c3d4e5f6g7h8i9j0 !@#$%^&*() !\"\u00a7$%&/()= "
			+ "147258369 159753 741852963 qazxswedcvfrtgbnhyujmkiolp zaqwsxcderfvbgtyhnmjuiklop "
			+ "1qazxsw23edcvfr45tgbnhy67ujmki89olp0 zaq12wsxcde34rfvbgt56yhnmju78iklo90p qweasdzxcrtyfghvbnuiojklm "
			+ "123qweasdzxc456rtyfghvbn789uiojklm qwertyu\u0131op\u011f\u00fc asdfghjkl\u015fi zxcvbnm\u00f6\u00e7 "
			+ "\u0439\u0446\u0443\u043a\u0435\u043d\u0433\u0448\u0449\u0437\u0445\u044a "
			+ "\u0444\u044b\u0432\u0430\u043f\u0440\u043e\u043b\u0434\u0436\u044d "
			+ "\u044f\u0447\u0441\u043c\u0438\u0442\u044c\u0431\u044e 314159265358979323846264338327950288 "
			+ "271828182845904523536028747135266249 141421356237309504880168872420969807";

	private static final String REVERSED_WALKS = new StringBuilder(WALKS).reverse().toString();

	private static final Pattern CHEAP = Pattern.compile("(?:19|20)\\d\\d|\\d\\d|(.)\\1{2,}");

	private static final int MAX_PIECE = 25;

	private static final int MAX_COST = 5;

	private static final int MIN_UNIT = 8;

	private CommonPasswords() {
	}

	static boolean contains(String password, Set<String> context) {
		String text = normalize(password);
		String letters = lettersOf(text);
		// Of a text that is mostly digits and signs they say nothing.
		boolean mostlyLetters = letters.length() * 2 >= text.length();
		return isCheap(text, context) || (mostlyLetters && isCheap(letters, context)) || isRun(text)
				|| isMadeOf(charactersOf(text), context);
	}

	// A number, or what is longer than a piece, says the same as a word.
	private static boolean isMadeOf(String characters, Set<String> context) {
		return context.stream()
			.anyMatch((word) -> characters.contains(word) && characters.replace(word, "").length() < MIN_UNIT);
	}

	/**
	 * Return the letters and digits of a text, in the form in which they are compared.
	 * @param text the text
	 * @return the letters and digits, without case and differences of width
	 */
	static String charactersOf(String text) {
		return normalize(text).replaceAll("[^\\p{L}\\p{N}]", "");
	}

	/**
	 * Return the letters of a text, in the form in which they are compared.
	 * @param text the text
	 * @return the letters, without case and differences of width
	 */
	static String lettersOf(String text) {
		return normalize(text).replaceAll("[^\\p{L}]", "");
	}

	private static Set<String> load() {
		try {
			return new ClassPathResource("common-passwords.txt", CommonPasswords.class)
				.getContentAsString(StandardCharsets.UTF_8)
				.lines()
				.filter((line) -> !line.startsWith("#"))
				.collect(Collectors.toUnmodifiableSet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String normalize(String text) {
		return Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
	}

	private static boolean isCheap(String text, Set<String> context) {
		String unit = smallestUnit(text);
		return !unit.isEmpty()
				&& ((unit.length() < MIN_UNIT && unit.length() < text.length()) || cost(unit, context) <= MAX_COST);
	}

	private static String smallestUnit(String text) {
		for (int length = 1; length <= text.length() / 2; length++) {
			if (text.startsWith(text.substring(length))) {
				return text.substring(0, length);
			}
		}
		return text;
	}

	private static int cost(String text, Set<String> context) {
		String spelled = substitute(text);
		int[] costs = new int[text.length() + 1];
		for (int end = 1; end < costs.length; end++) {
			costs[end] = costs[end - 1] + costOfCharacter(text, end - 1);
			for (int start = Math.max(0, end - MAX_PIECE); start < end - 1; start++) {
				if (costs[start] < MAX_COST) {
					int cost = costOfPiece(text.substring(start, end), spelled.substring(start, end), context);
					costs[end] = Math.min(costs[end], costs[start] + cost);
				}
			}
		}
		return costs[text.length()];
	}

	private static int costOfCharacter(String text, int index) {
		char character = text.charAt(index);
		if (Character.isLetterOrDigit(character)) {
			return (Character.isDigit(character) || VERY_COMMON.contains(String.valueOf(character))) ? 1 : 2;
		}
		return (character == ' ' || text.indexOf(character) < index) ? 0 : 1;
	}

	private static int costOfPiece(String piece, String spelled, Set<String> context) {
		if (VERY_COMMON.contains(piece) || context.contains(piece) || CHEAP.matcher(piece).matches()
				|| (piece.length() > 2 && (WALKS.contains(piece) || REVERSED_WALKS.contains(piece)))) {
			return 1;
		}
		return (WORDS.contains(piece) || WORDS.contains(spelled)) ? 2 : 2 * piece.length();
	}

	private static String substitute(String text) {
		return text.replace('@', 'a')
			.replace('0', 'o')
			.replace('$', 's')
			.replace('3', 'e')
			.replace('1', 'i')
			.replace('4', 'a')
			.replace('5', 's')
			.replace('7', 't')
			.replace('!', 'i');
	}

	private static boolean isRun(String text) {
		int steps = 0;
		for (int i = 1; i < text.length(); i++) {
			if (Math.abs(text.charAt(i) - text.charAt(i - 1)) <= 1) {
				steps++;
			}
		}
		// Nearly every character is the same as, or next to, the one before.
		return text.length() > 1 && steps * 10 >= (text.length() - 1) * 8;
	}

}
