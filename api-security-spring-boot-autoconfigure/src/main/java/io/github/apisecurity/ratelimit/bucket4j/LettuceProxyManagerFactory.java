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

package io.github.apisecurity.ratelimit.bucket4j;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;

/**
 * Makes Bucket4j's own proxy manager for Redis, with what its defaults lack: an end to
 * each key and to each request.
 */
final class LettuceProxyManagerFactory {

	private LettuceProxyManagerFactory() {
	}

	/**
	 * Create a proxy manager.
	 * @param client the client, of which it opens one connection
	 * @param keyPrefix the prefix of all keys
	 * @param timeout the time a request waits at most
	 * @return the proxy manager
	 */
	static ProxyManager<String> create(AbstractRedisClient client, String keyPrefix, Duration timeout) {
		return builder(client, timeout).build().withMapper((key) -> (keyPrefix + key).getBytes(StandardCharsets.UTF_8));
	}

	static LettuceBasedProxyManagerBuilder<byte[]> builder(AbstractRedisClient client, Duration timeout) {
		LettuceBasedProxyManagerBuilder<byte[]> builder = (client instanceof RedisClusterClient clusterClient)
				? Bucket4jLettuce.casBasedBuilder(clusterClient)
				: Bucket4jLettuce.casBasedBuilder((RedisClient) client);
		return builder
			.expirationAfterWrite(
					ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(1)))
			.requestTimeout(timeout);
	}

}
