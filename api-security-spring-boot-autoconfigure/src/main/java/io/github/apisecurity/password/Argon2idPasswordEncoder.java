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

package io.github.apisecurity.password;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.AbstractValidatingPasswordEncoder;

/**
 * Argon2id, which verifies with the parameters of the hash: that of Spring Security has
 * the same format, and verifies with those that new passwords get.
 */
final class Argon2idPasswordEncoder extends AbstractValidatingPasswordEncoder {

	private static final int HASH_LENGTH = 32;

	private final Argon2Function function;

	private Argon2idPasswordEncoder(Argon2Function function) {
		this.function = function;
	}

	static Argon2idPasswordEncoder create(PasswordProperties.Argon2 properties) {
		int memory = properties.getMemory();
		int iterations = properties.getIterations();
		// What OWASP counts as equal: less memory takes more passes.
		PropertyValue.refuseIf(memory < 7168 || (long) memory * iterations < 35840 || properties.getParallelism() < 1,
				"api-security.password.argon2", memory + " KiB, " + iterations + " iterations",
				"Use parameters as strong as 19456 KiB with 2 iterations, 12288 with 3, 9216 with 4 or 7168 with 5, "
						+ "and at least one lane.");
		return new Argon2idPasswordEncoder(
				Argon2Function.getInstance(memory, iterations, properties.getParallelism(), HASH_LENGTH, Argon2.ID));
	}

	@Override
	protected String encodeNonNullPassword(String password) {
		return Password.hash(password).with(this.function).getResult();
	}

	@Override
	protected boolean matchesNonNull(String password, String encoded) {
		Argon2Function function = function(encoded);
		return function != null && Password.check(password, encoded).with(function);
	}

	@Override
	protected boolean upgradeEncodingNonNull(String encoded) {
		Argon2Function function = function(encoded);
		return function == null || function.getMemory() < this.function.getMemory()
				|| function.getIterations() < this.function.getIterations()
				|| function.getParallelism() < this.function.getParallelism();
	}

	private static @Nullable Argon2Function function(String encoded) {
		try {
			return Argon2Function.getInstanceFromHash(encoded);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
