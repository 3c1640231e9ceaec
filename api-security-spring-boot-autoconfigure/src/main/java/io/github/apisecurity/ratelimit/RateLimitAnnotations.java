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

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ClassUtils;

/**
 * Turns {@link RateLimited @RateLimited} into policies, once for each method.
 */
class RateLimitAnnotations {

	private final RateLimitPolicies policies;

	private final RateLimitPolicyFactory factory;

	/**
	 * Has an entry for each method looked at, and so is bounded by the code.
	 */
	private final Map<MethodClassKey, List<PolicyUse>> uses = new ConcurrentHashMap<>();

	RateLimitAnnotations(RateLimitPolicies policies, RateLimitPolicyFactory factory) {
		this.policies = policies;
		this.factory = factory;
	}

	/**
	 * Return whether a method has an annotation that says something about its limits.
	 * @param method the method
	 * @param type the class of the bean
	 * @return whether it is limited
	 */
	static boolean isLimited(Method method, Class<?> type) {
		return !find(method, type).isEmpty();
	}

	List<PolicyUse> resolve(Method method, Class<?> type) {
		MethodClassKey key = new MethodClassKey(method, type);
		List<PolicyUse> resolved = this.uses.get(key);
		if (resolved == null) {
			List<MergedAnnotation<RateLimited>> annotations = find(method, type);
			String location = location(method, type);
			resolved = IntStream.range(0, annotations.size())
				.mapToObj((index) -> resolve(annotations.get(index), location, index))
				.toList();
			this.uses.put(key, resolved);
		}
		return resolved;
	}

	private static String location(Method method, Class<?> type) {
		return ClassUtils.getUserClass(type).getName() + "#" + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getTypeName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

	private static List<MergedAnnotation<RateLimited>> find(Method method, Class<?> type) {
		Method specific = ClassUtils.getMostSpecificMethod(method, type);
		if (annotations(specific).isPresent(RateLimitExempt.class)) {
			return List.of();
		}
		List<MergedAnnotation<RateLimited>> ofMethod = annotations(specific).stream(RateLimited.class).toList();
		if (!ofMethod.isEmpty()) {
			return ofMethod;
		}
		MergedAnnotations ofType = annotations(type);
		return (ofType.isPresent(RateLimitExempt.class)) ? List.of() : ofType.stream(RateLimited.class).toList();
	}

	private static MergedAnnotations annotations(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY,
				RepeatableContainers.standardRepeatables());
	}

	private PolicyUse resolve(MergedAnnotation<RateLimited> annotation, String location, int index) {
		String name = annotation.getString("value");
		String[] limits = annotation.getStringArray("limit");
		String[] key = annotation.getStringArray("key");
		long cost = annotation.getLong("cost");
		Supplier<RateLimitPolicy> policy;
		if (limits.length > 0 && name.isEmpty()) {
			policy = this.policies.add(location, this.factory.inline("@RateLimited on " + location,
					inlineName(location, index), Arrays.asList(limits), Arrays.asList(key), Math.max(1, cost)));
		}
		else {
			if (limits.length > 0 || key.length > 0) {
				throw new InvalidConfigurationPropertyValueException("@RateLimited on " + location, name,
						"Name a policy, or give 'limit' and 'key', not both.");
			}
			policy = find(name, location);
		}
		if (cost < 0 || cost > policy.get().limits().smallestBurst()) {
			throw new InvalidConfigurationPropertyValueException("@RateLimited on " + location, cost,
					"The cost must be positive and not above the burst of the policy.");
		}
		return new PolicyUse(policy, cost);
	}

	private Supplier<RateLimitPolicy> find(String name, String location) {
		Supplier<RateLimitPolicy> policy = this.policies.findConfigured(name);
		if (policy == null) {
			throw new UnknownRateLimitPolicyException(name, location, this.policies.configuredNames());
		}
		return policy;
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
