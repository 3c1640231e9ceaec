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

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

import io.github.apisecurity.guard.Guards;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.util.Assert;

/**
 * Turns {@link RateLimited @RateLimited} into policies.
 *
 * @param policies the policies of the configuration, and those of annotations
 */
record RateLimitAnnotations(Supplier<RateLimitPolicies> policies) implements Guards.Factory<List<PolicyUse>> {

	private static final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	@Override
	public List<PolicyUse> create(List<AnnotationAttributes> annotations, Method method, String member) {
		String[] parameters = Objects.requireNonNullElseGet(parameterNames.getParameterNames(method),
				() -> new String[0]);
		return IntStream.range(0, annotations.size())
			.mapToObj((index) -> create(annotations.get(index), member, index, parameters))
			.toList();
	}

	private PolicyUse create(AnnotationAttributes annotation, String member, int index, String[] parameters) {
		String name = annotation.getString("value");
		String[] limits = annotation.getStringArray("limit");
		String[] key = annotation.getStringArray("key");
		long cost = cost(annotation);
		Supplier<RateLimitPolicy> policy;
		if (limits.length > 0 && name.isEmpty()) {
			policy = this.policies.get()
				.add(member, inlineName(member, index), limits, key, Math.max(1, cost), parameters);
		}
		else {
			Assert.isTrue(limits.length == 0 && key.length == 0, "name a policy, or give 'limit' and 'key', not both");
			policy = this.policies.get().findConfigured(name);
			Assert.notNull(policy, () -> "there is no such policy. " + this.policies.get().mend(name));
		}
		Assert.isTrue(this.policies.get().isPayable(policy, cost),
				"the cost must be positive and not above the burst of the policy and its tiers");
		return new PolicyUse(policy, cost, policy.get().key().needsArguments());
	}

	private static long cost(AnnotationAttributes annotation) {
		String text = annotation.getString("costString");
		long cost = annotation.<Long>getNumber("cost");
		Assert.isTrue(text.isEmpty() || (cost == 0 && text.matches("[1-9]\\d{0,17}")),
				"'costString' must be a positive number, and not beside 'cost'");
		return (text.isEmpty()) ? cost : Long.parseLong(text);
	}

	/**
	 * Return a name that is the same on all instances and tells callers nothing about the
	 * code.
	 * @param location where the annotation is
	 * @param index its index there
	 * @return the name
	 */
	private static String inlineName(String location, int index) {
		CRC32 checksum = new CRC32();
		checksum.update((location + index).getBytes(StandardCharsets.UTF_8));
		return "limit-" + Long.toHexString(checksum.getValue());
	}

}
