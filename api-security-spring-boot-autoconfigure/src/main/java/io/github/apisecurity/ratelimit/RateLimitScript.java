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

package io.github.apisecurity.ratelimit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.redis.LuaScript;

/**
 * The script, its arguments and its answer.
 */
final class RateLimitScript {

	static final LuaScript SCRIPT = LuaScript.load("rate-limit.lua", RateLimitScript.class);

	/**
	 * Requests that only look.
	 */
	static final int PEEK = 0;

	/**
	 * Requests that give the tokens of one request back.
	 */
	static final int REFUND = -1;

	private static final byte[] ZERO = { '0' };

	private static final byte[] ONE = { '1' };

	private RateLimitScript() {
	}

	static byte[][] keys(String prefix, List<Charge> charges) {
		byte[][] keys = new byte[charges.size()][];
		for (int i = 0; i < keys.length; i++) {
			keys[i] = key(prefix, charges.get(i));
		}
		return keys;
	}

	static byte[] key(String prefix, Charge charge) {
		return (prefix + charge.key()).getBytes(StandardCharsets.UTF_8);
	}

	static byte[][] arguments(long micros, int requests, List<Charge> charges) {
		List<byte[]> arguments = new ArrayList<>(2 + 3 * charges.size());
		arguments.add((micros != 0) ? bytes(micros) : ZERO);
		arguments.add((requests == 1) ? ONE : bytes(requests));
		for (Charge charge : charges) {
			arguments.add((charge.cost() == 1) ? ONE : bytes(charge.cost()));
			arguments.add((charge.isShadow()) ? ONE : ZERO);
			arguments.add(charge.limits().scriptArgument(micros));
		}
		return arguments.toArray(byte[][]::new);
	}

	private static byte[] bytes(long value) {
		return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Read the answer as it is for one of the identical requests it was asked for.
	 * @param answer the answer
	 * @param charges the charges
	 * @param requests the number of requests
	 * @param index the index of the request among them
	 * @return the decision
	 */
	static StoreDecision decision(List<Object> answer, List<Charge> charges, int requests, int index) {
		long granted = number(answer, 0);
		List<BucketLevel> levels = new ArrayList<>(charges.size());
		int position = 1;
		for (Charge charge : charges) {
			long available = number(answer, position++);
			long later = Math.max(0, Math.min(granted, available) - 1 - index);
			long[] tokens = new long[charge.limits().size()];
			long[] remainders = new long[tokens.length];
			for (int i = 0; i < tokens.length; i++) {
				tokens[i] = number(answer, position++) + later * charge.cost();
				// The script counts in microseconds.
				remainders[i] = number(answer, position++) * 1000;
			}
			levels.add(new BucketLevel(index < available, charge.limits(), tokens, remainders));
		}
		return new StoreDecision(index < granted, levels);
	}

	private static long number(List<Object> answer, int index) {
		return (Long) answer.get(index);
	}

}
