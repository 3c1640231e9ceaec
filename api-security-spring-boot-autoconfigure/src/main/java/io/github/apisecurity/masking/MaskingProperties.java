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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for masking.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.masking")
public class MaskingProperties {

	/**
	 * Strategy per data class of '@Classified'. A class that is not listed is erased.
	 */
	private final Map<String, String> classes = new LinkedHashMap<>();

	/**
	 * Strategy per property, by name pattern ('*password*'), path ('$.customer.*.iban')
	 * or type and property ('com.example.Customer#ssn').
	 */
	private final Map<String, String> properties = new LinkedHashMap<>();

	/**
	 * Strategies by name, for use in 'classes', 'properties' and '@Masked'.
	 */
	private final Map<String, Strategy> strategies = new LinkedHashMap<>();

	/**
	 * What to write in the place of a number, boolean or date.
	 */
	private MaskForm nonText = MaskForm.TEXT;

	/**
	 * What to do with a mask that a request sends back, where '@Masked' and strategies do
	 * not say it.
	 */
	private WriteBack writeBack = WriteBack.REFUSE;

	/**
	 * Class names of message converters that may write values as they are. Each is a WARN
	 * at start-up where something is masked.
	 */
	private final Set<String> acceptedConverters = new LinkedHashSet<>();

	private final Hash hash = new Hash();

	private final Logging logging = new Logging();

	public Map<String, String> getClasses() {
		return this.classes;
	}

	public Map<String, String> getProperties() {
		return this.properties;
	}

	public Map<String, Strategy> getStrategies() {
		return this.strategies;
	}

	public MaskForm getNonText() {
		return this.nonText;
	}

	public void setNonText(MaskForm nonText) {
		this.nonText = nonText;
	}

	public WriteBack getWriteBack() {
		return this.writeBack;
	}

	public void setWriteBack(WriteBack writeBack) {
		this.writeBack = writeBack;
	}

	public Set<String> getAcceptedConverters() {
		return this.acceptedConverters;
	}

	public Hash getHash() {
		return this.hash;
	}

	public Logging getLogging() {
		return this.logging;
	}

	/**
	 * Strategy with a name.
	 */
	@ConfigurationPropertiesSource
	public static class Strategy {

		/**
		 * Type of the mask.
		 */
		private MaskType type = MaskType.FULL;

		/**
		 * Number of first characters to show, for KEEP and CARD.
		 */
		private int keepFirst;

		/**
		 * Number of last characters to show, for KEEP.
		 */
		private int keepLast;

		/**
		 * Text to show instead of the value, for FIXED.
		 */
		private String replacement = "";

		/**
		 * Whether the keys of a map stay clear.
		 */
		private boolean keepKeys;

		/**
		 * Authorities that see the clear value.
		 */
		private final Set<String> revealTo = new LinkedHashSet<>();

		/**
		 * SpEL condition under which the value is clear.
		 */
		private @Nullable String unless;

		/**
		 * What to do with a mask that a request sends back.
		 */
		private WriteBack writeBack = WriteBack.DEFAULT;

		public MaskType getType() {
			return this.type;
		}

		public void setType(MaskType type) {
			this.type = type;
		}

		public int getKeepFirst() {
			return this.keepFirst;
		}

		public void setKeepFirst(int keepFirst) {
			this.keepFirst = keepFirst;
		}

		public int getKeepLast() {
			return this.keepLast;
		}

		public void setKeepLast(int keepLast) {
			this.keepLast = keepLast;
		}

		public String getReplacement() {
			return this.replacement;
		}

		public void setReplacement(String replacement) {
			this.replacement = replacement;
		}

		public boolean isKeepKeys() {
			return this.keepKeys;
		}

		public void setKeepKeys(boolean keepKeys) {
			this.keepKeys = keepKeys;
		}

		public Set<String> getRevealTo() {
			return this.revealTo;
		}

		public @Nullable String getUnless() {
			return this.unless;
		}

		public void setUnless(@Nullable String unless) {
			this.unless = unless;
		}

		public WriteBack getWriteBack() {
			return this.writeBack;
		}

		public void setWriteBack(WriteBack writeBack) {
			this.writeBack = writeBack;
		}

	}

	/**
	 * Keyed hash.
	 */
	public static class Hash {

		/**
		 * Key of the strategy HASH, at least 32 random bytes in Base64.
		 */
		private @Nullable String key;

		/**
		 * Name of the key, which masks show, so that they can be told apart after the key
		 * has changed.
		 */
		private String keyId = "k1";

		public @Nullable String getKey() {
			return this.key;
		}

		public void setKey(@Nullable String key) {
			this.key = key;
		}

		public String getKeyId() {
			return this.keyId;
		}

		public void setKeyId(String keyId) {
			this.keyId = keyId;
		}

	}

	/**
	 * Log output.
	 */
	public static class Logging {

		/**
		 * Name patterns that are erased in logs in addition to those of 'properties' and
		 * the names of passwords, PINs, secrets, keys, tokens and cookies.
		 */
		private final List<String> names = new ArrayList<>();

		public List<String> getNames() {
			return this.names;
		}

	}

}
