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

import java.util.List;
import java.util.Set;

import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.network.IpRange;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Who is not limited.
 *
 * @param authorities the authorities, one of which is enough
 * @param hierarchy the authorities that callers have with those they are given
 * @param ranges the ranges of addresses
 */
record Exemptions(Set<String> authorities, RoleHierarchy hierarchy, List<IpRange> ranges) {

	Exemptions {
		authorities = Set.copyOf(authorities);
		ranges = List.copyOf(ranges);
	}

	boolean contains(RateLimitContext context) {
		return containsAddress(context) || containsCaller(context.authentication());
	}

	private boolean containsAddress(RateLimitContext context) {
		if (this.ranges.isEmpty()) {
			return false;
		}
		IpAddress address = IpAddress.parse(context.clientAddress());
		return this.ranges.stream().anyMatch((range) -> range.contains(address));
	}

	private boolean containsCaller(@Nullable Authentication caller) {
		return !this.authorities.isEmpty() && caller != null
				&& this.hierarchy.getReachableGrantedAuthorities(caller.getAuthorities())
					.stream()
					.map(GrantedAuthority::getAuthority)
					.anyMatch(this.authorities::contains);
	}

}
