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

package io.github.apisecurity.validation;

import java.util.EnumSet;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for the JSON that the server reads.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.validation.json")
public class JsonProperties {

	/**
	 * Maximum depth of nested objects and arrays.
	 */
	private int maxDepth = 64;

	/**
	 * Maximum length of a text, at one byte for each character.
	 */
	private DataSize maxStringLength = DataSize.ofMegabytes(1);

	/**
	 * Maximum number of tokens, that is of names, values and brackets.
	 */
	private long maxTokens = 100_000;

	/**
	 * Maximum number of characters of a number.
	 */
	private int maxNumberLength = 1_000;

	/**
	 * Rules that are enforced.
	 */
	private final Set<JsonRule> rules = EnumSet.allOf(JsonRule.class);

	/**
	 * Unicode normalization form that texts are brought to.
	 */
	private UnicodeNormalization normalization = UnicodeNormalization.NONE;

	public int getMaxDepth() {
		return this.maxDepth;
	}

	public void setMaxDepth(int maxDepth) {
		this.maxDepth = maxDepth;
	}

	public DataSize getMaxStringLength() {
		return this.maxStringLength;
	}

	public void setMaxStringLength(DataSize maxStringLength) {
		this.maxStringLength = maxStringLength;
	}

	public long getMaxTokens() {
		return this.maxTokens;
	}

	public void setMaxTokens(long maxTokens) {
		this.maxTokens = maxTokens;
	}

	public int getMaxNumberLength() {
		return this.maxNumberLength;
	}

	public void setMaxNumberLength(int maxNumberLength) {
		this.maxNumberLength = maxNumberLength;
	}

	public Set<JsonRule> getRules() {
		return this.rules;
	}

	public UnicodeNormalization getNormalization() {
		return this.normalization;
	}

	public void setNormalization(UnicodeNormalization normalization) {
		this.normalization = normalization;
	}

	/**
	 * Unicode normalization forms.
	 */
	public enum UnicodeNormalization {

		/**
		 * Texts stay as they are.
		 */
		NONE,

		/**
		 * Canonical composition.
		 */
		NFC,

		/**
		 * Compatibility composition, which also folds look-alikes such as full-width
		 * letters.
		 */
		NFKC

	}

}
