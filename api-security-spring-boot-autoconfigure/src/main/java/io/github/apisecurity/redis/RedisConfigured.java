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

package io.github.apisecurity.redis;

import java.util.List;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Whether the properties name a Redis server.
 */
final class RedisConfigured {

	private static final String PREFIX = "spring.data.redis.";

	private static final List<String> SERVERS = List.of("host", "port", "url", "sentinel.nodes", "cluster.nodes",
			"masterreplica.nodes");

	private RedisConfigured() {
	}

	static boolean byProperties(Environment environment) {
		Binder binder = Binder.get(environment);
		return SERVERS.stream().anyMatch((key) -> binder.bind(PREFIX + key, Bindable.listOf(String.class)).isBound());
	}

}
