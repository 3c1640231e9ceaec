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
import java.util.List;
import java.util.UUID;

import io.github.apisecurity.redis.RedisProcess;
import io.github.bucket4j.tck.AbstractDistributedBucketTest;
import io.github.bucket4j.tck.ProxyManagerSpec;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Bucket4j's own public test cases for proxy managers, all of them, with the one that the
 * {@code bucket4j} store makes. They sleep, and so run at the same time.
 */
@Execution(ExecutionMode.CONCURRENT)
class Bucket4jProxyManagerContractTests extends AbstractDistributedBucketTest {

	private static final RedisProcess redis = RedisProcess.start();

	private static final RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));

	@BeforeAll
	static void specify() {
		specs = List.of(new ProxyManagerSpec<>("the store's",
				() -> UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8),
				() -> LettuceProxyManagerFactory.builder(client, Duration.ofSeconds(20)))
			.checkExpiration());
	}

	@AfterAll
	static void close() {
		client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		redis.close();
	}

}
