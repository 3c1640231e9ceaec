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

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Which responses and which failures of calls count.
 *
 * @param statuses the statuses that count
 * @param failures the exceptions that count, or do not, whatever status they stand for
 */
record ConsumeOn(BitSet statuses, Map<Class<?>, Boolean> failures) {

	/**
	 * All of them.
	 */
	static final ConsumeOn ALL = new ConsumeOn(new BitSet(), Map.of());

	private static final Pattern STATUS = Pattern.compile("[1-5](?:\\d\\d|xx)");

	static ConsumeOn parse(String property, Set<String> forms) {
		if (forms.isEmpty()) {
			return ALL;
		}
		BitSet statuses = new BitSet();
		Map<Class<?>, Boolean> failures = new LinkedHashMap<>();
		// Only what does not count: all others do.
		statuses.set(100, 600, forms.stream().allMatch((form) -> form.startsWith("!")));
		for (String form : forms) {
			boolean counts = !form.startsWith("!");
			String name = (counts) ? form : form.substring(1);
			if (STATUS.matcher(name).matches()) {
				int first = Integer.parseInt(name.replace("xx", "00"));
				statuses.set(first, (name.endsWith("xx")) ? first + 100 : first + 1, counts);
			}
			else {
				Class<?> type = ClassUtils.isPresent(name, null) ? ClassUtils.resolveClassName(name, null) : Void.class;
				PropertyValue.refuseIf(!Throwable.class.isAssignableFrom(type), property, form,
						"Use status codes of responses, such as 401, or 4xx, the name of a class of exceptions, or "
								+ "one of these with '!' for all others.");
				failures.put(type, counts);
			}
		}
		return new ConsumeOn(statuses, failures);
	}

	/**
	 * Return whether nothing else than a status counts.
	 * @param status the status
	 * @return whether it is the only one
	 */
	boolean isOf(int status) {
		return this.failures.isEmpty() && this.statuses.get(status) && this.statuses.cardinality() == 1;
	}

	/**
	 * Return whether an end counts.
	 * @param status the status of the response, or that a failure stands for
	 * @param failure why it failed; the first type that fits decides
	 * @return whether it does
	 */
	boolean contains(int status, @Nullable Throwable failure) {
		return this.failures.entrySet()
			.stream()
			.filter((type) -> type.getKey().isInstance(failure))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseGet(() -> this.statuses.get(status));
	}

}
