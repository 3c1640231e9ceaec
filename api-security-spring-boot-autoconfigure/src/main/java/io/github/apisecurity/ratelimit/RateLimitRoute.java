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

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpMethod;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Policies of the requests to a path.
 *
 * @param pattern the path pattern
 * @param methods the methods, all when empty
 * @param policies the policies
 */
record RateLimitRoute(PathPattern pattern, Set<HttpMethod> methods, List<PolicyUse> policies) {

	RateLimitRoute {
		methods = Set.copyOf(methods);
		policies = List.copyOf(policies);
	}

	boolean matches(HttpServletRequest request) {
		if (!this.methods.isEmpty() && !this.methods.contains(HttpMethod.valueOf(request.getMethod()))) {
			return false;
		}
		return this.pattern.matches(ServletRequestPathUtils.parse(request).pathWithinApplication());
	}

}
