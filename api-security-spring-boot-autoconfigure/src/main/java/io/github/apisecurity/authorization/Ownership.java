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

package io.github.apisecurity.authorization;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.ResolvableType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Asks the {@link OwnershipCheck checks} from expressions.
 *
 * @since 0.1.0
 */
public final class Ownership {

	private final Map<String, OwnershipCheck<?>> checks;

	Ownership(List<OwnershipCheck<?>> checks) {
		this.checks = checks.stream().collect(Collectors.toUnmodifiableMap(Ownership::name, (check) -> check));
	}

	private static String name(OwnershipCheck<?> check) {
		Class<?> resource = ResolvableType.forClass(AopUtils.getTargetClass(check))
			.as(OwnershipCheck.class)
			.getGeneric()
			.resolve(Object.class);
		return resource.getSimpleName().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return whether a resource is the caller's, where there is one check only.
	 * @param id the identifier
	 * @return whether it is
	 */
	public boolean owns(@Nullable Object id) {
		if (this.checks.size() != 1) {
			throw new IllegalStateException("There is not one OwnershipCheck but " + this.checks.keySet()
					+ ": name the resource, as in owns('account', #id)");
		}
		return owns(this.checks.keySet().iterator().next(), id);
	}

	/**
	 * Return whether a resource is the caller's.
	 * @param resource the name of the type of the resource
	 * @param id the identifier
	 * @return whether it is
	 */
	public boolean owns(String resource, @Nullable Object id) {
		OwnershipCheck<?> check = this.checks.get(resource.toLowerCase(Locale.ROOT));
		if (check == null) {
			throw new IllegalStateException(
					"There is no OwnershipCheck for '" + resource + "' but " + this.checks.keySet());
		}
		Authentication caller = SecurityContextHolder.getContext().getAuthentication();
		return ObjectDenial
			.markUnless(caller != null && id != null && caller.isAuthenticated() && check.owns(caller, id));
	}

}
