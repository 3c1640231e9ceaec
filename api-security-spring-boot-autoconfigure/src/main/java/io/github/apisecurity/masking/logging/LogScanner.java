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

package io.github.apisecurity.masking.logging;

import java.util.BitSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds what is to be erased in a text: what belongs to a masked name, in pairs and in
 * elements, and what is a secret by its form.
 */
final class LogScanner {

	private static final String NAME = "\\p{L}[\\p{L}\\p{M}\\p{N}_.-]{0,63}+";

	private static final Pattern HEADER = Pattern.compile("(?i).*(?:cookie|authorization)");

	/**
	 * The start of an XML element.
	 */
	private static final Pattern ELEMENT = compile("<((?:NAME:)?(NAME))((?:\\s[^<>]{0,200}+)?)(?<!/)>");

	private static final Pattern ATTRIBUTE = compile("\\s(?:name|key)\\s{0,3}=\\s{0,3}[\"'](NAME)[\"']");

	/**
	 * A name that is the value of {@code name} or {@code key}, in Spring Boot's analyses
	 * of {@code property}.
	 */
	private static final Pattern VALUE_NAME = compile("([\"']?)(NAME)\\1(?![\\p{L}\\p{N}])");

	private static final Pattern NAMING = Pattern.compile("(?i)name|key|property");

	private static final Pattern VALUE = Pattern.compile("(?i).*values?");

	/**
	 * Secrets that are known without a name: private keys, JSON Web Tokens, and the
	 * password of a URL.
	 */
	private static final Pattern SECRET = Pattern
		.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----(?s:.*?)(?:-----END [A-Z0-9 ]{0,50}-----|\\z)"
				+ "|(?<![\\w-])eyJ[\\w-]{5,}+(?:\\.[\\w-]*+){2,4}|://[^\\s/:@]{0,100}:([^\\s/]{1,200})@");

	private static final int MAX_BLANKS = 40;

	private static final int MAX_NAME = 100;

	private static final int MAX_UNCLOSED = 8;

	private final LogText source;

	private final CharSequence text;

	private final int length;

	private final Predicate<String> masked;

	private final BitSet erased;

	private int elementEnd;

	private int pairEnd;

	private int secretEnd;

	private int unclosed;

	private @Nullable String named;

	LogScanner(LogText source, Predicate<String> masked, BitSet erased) {
		this.source = source;
		this.text = source.text();
		this.length = this.text.length();
		this.masked = masked;
		this.erased = erased;
	}

	private static Pattern compile(String pattern) {
		return Pattern.compile(pattern.replace("NAME", NAME));
	}

	/**
	 * Read the text once. Elements, pairs and secrets may lie across each other; of each
	 * kind the next one starts behind the one before.
	 * @return whether the text may have escapes
	 */
	boolean scan() {
		boolean escapes = false;
		for (int index = 0; index < this.length; index++) {
			switch (this.text.charAt(index)) {
				case '<' -> element(index);
				case '=', '\uff1a', '\uff1d' -> pair(index);
				case ':' -> {
					pair(index);
					secret(index, '/');
				}
				case '-' -> secret(index, '-');
				case 'e' -> secret(index, 'J');
				case '\\', '%', '&' -> {
					escapes = true;
				}
				default -> {
				}
			}
		}
		return escapes;
	}

	private int erase(int start, int stop) {
		if (stop > start) {
			this.erased.set(this.source.places().applyAsInt(start), this.source.places().applyAsInt(stop));
		}
		return Math.max(start, stop);
	}

	private void secret(int index, char third) {
		if (index < this.secretEnd || index + 2 >= this.length || this.text.charAt(index + 2) != third) {
			return;
		}
		Matcher secret = SECRET.matcher(this.text).useTransparentBounds(true).region(index, this.length);
		if (secret.lookingAt()) {
			int group = (secret.group(1) != null) ? 1 : 0;
			this.secretEnd = erase(secret.start(group), secret.end(group));
		}
	}

	private void element(int open) {
		if (open < this.elementEnd) {
			return;
		}
		Matcher element = ELEMENT.matcher(this.text).region(open, this.length);
		if (element.lookingAt()) {
			Matcher attribute = ATTRIBUTE.matcher(element.group(3));
			if (this.masked.test(element.group(2)) || (attribute.find() && this.masked.test(attribute.group(1)))) {
				this.elementEnd = erase(element.end(), elementEnd(element));
			}
		}
	}

	private int elementEnd(Matcher element) {
		// The element may hold others of its name.
		Matcher tag = Pattern.compile("<(/?)" + Pattern.quote(element.group(1)) + "(?![^<>]{0,200}/>)")
			.matcher(this.text);
		int depth = 1;
		for (boolean found = tag.find(element.end()); found; found = tag.find()) {
			depth += (tag.group(1).isEmpty()) ? 1 : -1;
			if (depth == 0) {
				return tag.start();
			}
		}
		return (isCutOff(element) || this.unclosed++ > MAX_UNCLOSED) ? this.length : element.end();
	}

	// Type arguments and placeholders end nowhere.
	private boolean isCutOff(Matcher element) {
		int start = element.start();
		return element.end() < this.length && " .,;:)]}>\"'".indexOf(this.text.charAt(element.end())) == -1
				&& (start == 0 || !Character.isUnicodeIdentifierPart(this.text.charAt(start - 1)));
	}

	private void pair(int sign) {
		if (sign < this.pairEnd) {
			return;
		}
		String name = nameBefore(sign);
		if (name.isEmpty()) {
			return;
		}
		int start = valueStart(sign + 1);
		boolean ofNamed = this.named != null && VALUE.matcher(name).matches();
		if (ofNamed || isAnyMasked(name)) {
			boolean header = HEADER.matcher((ofNamed) ? this.named : name).matches();
			this.pairEnd = erase(start, new LogValue(this.text).end(start, header));
		}
		else if (NAMING.matcher(name).matches()) {
			Matcher other = VALUE_NAME.matcher(this.text).region(start, this.length);
			this.named = (other.lookingAt() && this.masked.test(other.group(2))) ? other.group(2) : null;
		}
	}

	// Such as name=, name: , "name":, names[0]=, object[name]= or Key (name, other)=.
	private String nameBefore(int sign) {
		int end = sign;
		while (end > this.pairEnd && sign - end < MAX_BLANKS && Character.isWhitespace(this.text.charAt(end - 1))) {
			end--;
		}
		char before = (end > this.pairEnd) ? this.text.charAt(end - 1) : 0;
		String within = (before == ']') ? "[]\"'" : (before == ')') ? ", \"`" : "";
		int last = end;
		while (end > this.pairEnd && last - end < MAX_BLANKS && "\"`')]".indexOf(this.text.charAt(end - 1)) != -1) {
			end--;
		}
		int start = end;
		while (start > this.pairEnd && end - start < MAX_NAME && isPartOfName(this.text.charAt(start - 1), within)) {
			start--;
		}
		while (start < end && "-.".indexOf(this.text.charAt(start)) != -1) {
			start++;
		}
		return this.text.subSequence(start, end).toString();
	}

	private static boolean isPartOfName(char character, String within) {
		return Character.isUnicodeIdentifierPart(character) || character == '.' || character == '-'
				|| Character.isSurrogate(character) || within.indexOf(character) != -1;
	}

	private boolean isAnyMasked(String names) {
		boolean several = names.indexOf('[') != -1 || names.indexOf(',') != -1 || names.indexOf('"') != -1
				|| names.indexOf('`') != -1;
		return (several) ? Stream.of(names.split("[\\[\\]\"'`, ]+")).anyMatch(this.masked) : this.masked.test(names);
	}

	private int valueStart(int from) {
		int start = from;
		while (start < this.length && start - from < MAX_BLANKS && Character.isWhitespace(this.text.charAt(start))) {
			start++;
		}
		return start;
	}

}
