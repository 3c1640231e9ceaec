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

package io.github.apisecurity.validation.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the constraints on texts, with a validator outside of any container.
 */
class TextConstraintTests {

	private static final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			name       | Zoë O'Connor-Şahin
			name       | 王小明
			line       | Invoice 12/2026: 50% off, (paid)!
			identifier | _order.id-7
			slug       | a-1-b
			multiline  | One line
			html       | 1 < 2 and 3>2
			formatted  | <b>bold</b>
			basic      | <a href="https://example.com">link</a>
			currency   | eur
			file       | Bericht 2026 (1).pdf
			""")
	void whenValueIsFineHasNoViolation(String property, String value) {
		assertThat(validate(property, value)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			name       | -Zoe
			name       | Zoe1
			name       | Zo\\u200be
			name       | Zo\\u202ee
			name       | Zo\\u200ce
			name       | Zo\\u200de
			name       | \\u0639\\u200c
			name       | \\u200c\\u0639\\u0639
			name       | \\u0639\\u200de
			name       | \\u0915\\u200c\\u0915
			name       | '
			name       | ''Hooft
			name       | a:b
			name       | a@b
			name       | Bobby"); DROP TABLE
			line       | $(id)
			line       | \\uff04\\uff08id)
			line       | $\\u207did)
			line       | $\\u2474
			line       | a\\u200cb
			line       | a\\u007cb
			line       | C:\\\\x
			line       | [a](b)
			name       | Zo\\u0000e
			line       | <script>
			line       | ${jndi:ldap://x}
			line       | {{7*7}}
			line       | a\\u000ab
			line       | a`id`
			line       | a\\ufeffb
			line       | a\\ud800b
			name       | Zo\\u3164e
			name       | Zo\\u115fe
			line       | a\\uffa0b
			line       | a\\ufe0fb
			line       | a\\u034fb
			line       | a\\u180eb
			line       | a\\u17b4b
			line       | a\\udb40\\udd00b
			multiline  | a\\u2028b
			identifier | 1a
			identifier | a b
			slug       | -a
			slug       | a--b
			slug       | A
			multiline  | a\\u0007b
			nfc        | e\\u0301
			html       | <b>bold</b>
			html       | a </b
			html       | a <
			html       | \\uff1cimg src=x>
			html       | \\ufe64/b>
			html       | <!-- x
			html       | <img src=x onerror=alert(1)>
			formatted  | <a href="https://example.com">link</a>
			basic      | <a href="javascript:alert(1)">link</a>
			basic      | <script>alert(1)</script>
			basic      | <p onclick="x()">a</p>
			basic      | <noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
			basic      | <math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
			basic      | <svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
			basic      | <a href="java&#10;script:alert(1)">a</a>
			basic      | <a href="&#1;javascript:alert(1)">a</a>
			basic      | <a href="data:text/html,x">a</a>
			basic      | <p>a<!-- x --></p>
			basic      | <p><![CDATA[ > <img src=x onerror=alert(1)> ]]></p>
			basic      | <p style="x">a</p>
			currency   | usd
			file       | ../etc/passwd
			file       | a/b.pdf
			file       | a\\\\b.pdf
			file       | .htaccess
			file       | con.pdf
			file       | con .pdf
			file       | \\uff23\\uff2f\\uff2e.pdf
			file       | NUL.tar.pdf
			file       | lpt9.pdf
			file       | COM\\u00b9.pdf
			file       | a.pdf\\u0020
			file       | a.pdf::$DATA
			file       | a\\u0000.pdf
			file       | a\\u202efdp.pdf
			file       | a\\u3164.pdf
			file       | \\u3164a.pdf
			file       | a\\uff0fb.pdf
			file       | -rf.pdf
			file       | ~root.pdf
			file       | a.pdf.
			file       | a..pdf
			file       | a.exe
			file       | pdf
			""")
	void whenValueIsBadHasOneViolation(String property, String value) {
		assertThat(validate(property, unescape(value))).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "name, names.txt, names in %d", "line, lines.txt, sentences in %d languages" })
	void whenTextIsOfAnyLanguageHasNoViolation(String property, String resource, String documented) throws IOException {
		List<String> lines = new ClassPathResource(resource, getClass()).getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.toList();
		long languages = lines.stream()
			.map((line) -> line.split(":", 2)[0])
			.filter((code) -> code.length() < 4)
			.distinct()
			.count();
		assertThat(Path.of("..", "docs", "validation.md")).content().contains(documented.formatted(languages));
		assertThat(lines).filteredOn((line) -> !validate(property, line.split(": ", 2)[1]).isEmpty()).isEmpty();
	}

	@Test
	void whenNameIsThatOfACountryInAnyLanguageHasNoViolation() {
		// A public list: the Unicode CLDR, as the JDK has it. Remarks, two names in one
		// and invisible characters are no part of a name.
		Set<String> names = new TreeSet<>();
		for (String language : Locale.getISOLanguages()) {
			for (String country : Locale.getISOCountries()) {
				names.add(new Locale("", country).getDisplayCountry(new Locale(language)));
			}
		}
		names.removeIf(
				(name) -> name.matches("[\\p{M}\\u200b].*|.*[&,()/:\\uff08\\uff09\\u060c\\u3001\\u0f0d\\u200d].*"));
		assertThat(names).hasSizeGreaterThan(10_000).filteredOn((name) -> !validate("name", name).isEmpty()).isEmpty();
	}

	@Test
	void whatANameMayHaveALineMayHave() {
		Pattern name = Pattern.compile(SafeTextValidator.pattern(SafeText.Profile.NAME));
		Pattern line = Pattern.compile(SafeTextValidator.pattern(SafeText.Profile.LINE));
		assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
			.mapToObj((character) -> "a" + Character.toString(character) + "a")
			.filter((text) -> name.matcher(text).matches() && !line.matcher(text).matches())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "PDF\u200c\u0647\u0627, true", "\u200c\u0647\u0627, false", "\u0647 \u200c\u0647, false",
			"ab\u200cab, false", "\u1780\u200b\u1780, true", "\u1780\u200b\u200b\u1780, false", "\u200b\u1780, false",
			"\u1780\u200b, false", "a\u200bb, false", "\u1780\u200ba, false", "\u0e01\u200b\u0e01, true",
			"\u0e81\u200b\u0e81, true", "\u1000\u200b\u1000, true", "\u0f40\u200b\u0f40, true" })
	void whatNobodySeesStandsOnlyWhereItSaysSomething(String text, boolean valid) {
		assertThat(validate("line", text).isEmpty()).isEqualTo(valid);
		assertThat(validate("multiline", text).isEmpty()).isEqualTo(valid);
	}

	@Test
	void whenCharacterTurnsIntoSyntaxIsNotInALine() {
		for (int character = 1; character < Character.MAX_CODE_POINT; character++) {
			String text = Character.toString(character);
			if (Normalizer.normalize(text, Form.NFKC).matches(".*[<>`\\\\{}\\[\\]|^].*")) {
				assertThat(validate("line", text)).as("%04x", character).isNotEmpty();
			}
			if (Normalizer.normalize("$" + text, Form.NFKC).startsWith("$(")) {
				assertThat(validate("line", "$" + text)).as("$ %04x", character).isNotEmpty();
			}
		}
	}

	@Test
	void whenValueIsNullHasNoViolation() {
		assertThat(validator.validate(new Texts(null, null, null, null, null, null, null, null, null, null, null)))
			.isEmpty();
	}

	@Test
	void whenTextIsLongerThanMaximumCodePointsHasViolation() {
		assertThat(validate("line", "x".repeat(255))).isEmpty();
		assertThat(validate("line", "x".repeat(256))).hasSize(1);
		String supplementary = new String(Character.toChars(0x20000));
		assertThat(validate("name", supplementary.repeat(255))).isEmpty();
		assertThat(validate("name", supplementary.repeat(256))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "name", "line", "slug", "identifier", "html", "file" })
	void whenTextIsHostileTakesLinearTime(String property) {
		String hostile = "a-".repeat(100_000) + "!<";
		assertThat(CompletableFuture.supplyAsync(() -> validate(property, hostile))).succeedsWithin(5,
				TimeUnit.SECONDS);
	}

	@Test
	void whenSlugIsVeryLongIsMatched() {
		assertThat(validator.validate(new LongSlug("a-".repeat(50_000) + "a"))).isEmpty();
		assertThat(validator.validate(new LongSlug("a-".repeat(50_000)))).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "en, must not contain HTML", "de, darf kein HTML enthalten", "tr, HTML içermemelidir",
			"fr, ne doit pas contenir de HTML", "ja, must not contain HTML" })
	void messageIsInTheLanguageOfTheCaller(Locale locale, String message) {
		Locale previous = Locale.getDefault();
		try {
			Locale.setDefault(locale);
			assertThat(
					Validation.buildDefaultValidatorFactory().getValidator().validateValue(Texts.class, "html", "<b>"))
				.singleElement()
				.extracting(ConstraintViolation::getMessage)
				.isEqualTo(message);
		}
		finally {
			Locale.setDefault(previous);
		}
	}

	@Test
	void sanitizedMarkupIsValid() {
		String html = "<p onclick=\"x()\">a<script>alert(1)</script> <a href=\"javascript:x\">b</a></p>";
		String sanitized = SafeHtmlSanitizer.sanitize(html, SafeHtml.Profile.BASIC);
		assertThat(sanitized).isEqualTo("<p>a <a rel=\"nofollow\">b</a></p>");
		assertThat(validate("basic", sanitized)).isEmpty();
	}

	private static Set<ConstraintViolation<Texts>> validate(String property, String value) {
		return validator.validateValue(Texts.class, property, value);
	}

	private static String unescape(String value) {
		StringBuilder result = new StringBuilder();
		for (int i = 0; i < value.length(); i++) {
			if (value.startsWith("\\u", i)) {
				result.append((char) Integer.parseInt(value.substring(i + 2, i + 6), 16));
				i += 5;
			}
			else {
				result.append(value.charAt(i));
			}
		}
		return result.toString();
	}

	record LongSlug(@SafeText(value = SafeText.Profile.SLUG, max = 1_000_000) String slug) {

	}

	record Texts(@SafeText(SafeText.Profile.NAME) String name, @SafeText String line,
			@SafeText(SafeText.Profile.IDENTIFIER) String identifier, @SafeText(SafeText.Profile.SLUG) String slug,
			@SafeText(SafeText.Profile.MULTILINE) String multiline, @SafeText(normalized = true) String nfc,
			@NoHtml String html, @SafeHtml(SafeHtml.Profile.FORMATTING) String formatted, @SafeHtml String basic,
			@AllowedValues(value = "EUR", ignoreCase = true) String currency,
			@SafeFileName(extensions = "pdf") String file) {

	}

}
