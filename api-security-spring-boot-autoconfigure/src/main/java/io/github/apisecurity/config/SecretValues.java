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

package io.github.apisecurity.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.core.env.Environment;

/**
 * Keeps the secrets of {@code api-security} out of the endpoints {@code env} and
 * {@code configprops}, whoever may see values there: under their own names, and wherever
 * else they stand, such as in an environment variable or on the command line.
 */
class SecretValues implements SanitizingFunction {

	/**
	 * Names of secrets below {@code api-security}, without what separates their parts.
	 */
	static final Pattern NAMES = Pattern.compile("apisecurity(encryptionkeys.+|maskinghashkey"
			+ "|authenticationapikeyspeppers.+|authenticationapikeyskeys.+hash|authenticationdpopnoncesecret"
			+ "|auditsinkswebhook(secret|url)|detectionalertwebhook|networkcrowdsecapikey|tokenreceiverssignalsbearersecret\\d*"
			+ "|tokenissuersigningkeysencryptionkey)");

	private static final int MIN_LENGTH = 8;

	private final Environment environment;

	private volatile @Nullable Collection<String> values;

	SecretValues(Environment environment) {
		this.environment = environment;
	}

	static boolean isSecret(String name) {
		return NAMES.matcher(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")).matches();
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		Object value = data.getValue();
		boolean secret = value != null && (isSecret(data.getKey())
				|| (value instanceof CharSequence text && values().stream().anyMatch(text.toString()::contains)));
		return secret ? data.withSanitizedValue() : data;
	}

	private Collection<String> values() {
		Collection<String> values = this.values;
		if (values == null) {
			Set<String> found = new HashSet<>();
			Binder.get(this.environment)
				.bind("api-security", Bindable.mapOf(String.class, String.class), new IgnoreErrorsBindHandler())
				.orElse(Map.of())
				.forEach((name, value) -> {
					if (value.length() >= MIN_LENGTH && isSecret("api-security." + name)) {
						found.add(value);
					}
				});
			values = Set.copyOf(found);
			this.values = values;
		}
		return values;
	}

}
