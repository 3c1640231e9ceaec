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

package com.example.gateway;

import io.github.apisecurity.ratelimit.RateLimited;

import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.filter.SimpleFilterSupplier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The filter {@code LimitByRoute}: what a service behind a route takes from all callers
 * together, however many paths the route has.
 */
@Component
public class RouteLimits extends SimpleFilterSupplier {

	RouteLimits() {
		super(RouteLimits.class);
	}

	/**
	 * Return the filter {@code LimitByRoute}.
	 * @return the filter
	 */
	public static HandlerFilterFunction<ServerResponse, ServerResponse> limitByRoute() {
		return (request, next) -> {
			String route = (String) request.attributes().get(MvcUtils.GATEWAY_ROUTE_ID_ATTR);
			MvcUtils.getApplicationContext(request).getBean(Limit.class).count(route);
			return next.handle(request);
		};
	}

	@Component
	static class Limit {

		@RateLimited(limit = "${limits.by-route}", key = "#route")
		void count(String route) {
		}

	}

}
