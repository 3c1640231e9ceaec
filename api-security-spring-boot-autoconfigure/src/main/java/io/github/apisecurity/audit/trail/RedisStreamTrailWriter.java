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

package io.github.apisecurity.audit.trail;

import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * {@link TrailWriter} for a stream in Redis, which keeps about so many events.
 */
class RedisStreamTrailWriter implements TrailWriter {

	/**
	 * What was taken before, though its answer came too late, is not added again. The
	 * name of a batch is kept for longer than it is tried.
	 */
	private static final LuaScript ADD = LuaScript.of("if redis.call('EXISTS', KEYS[2]) == 0 then for i = 2, #ARGV do "
			+ "redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'event', ARGV[i]) end "
			+ "redis.call('SET', KEYS[2], '', 'EX', 60) end return {}");

	private final RedisScriptExecutor executor;

	private final long maxLength;

	RedisStreamTrailWriter(RedisScriptExecutor executor, long maxLength) {
		this.executor = executor;
		this.maxLength = maxLength;
	}

	static @Nullable RedisStreamTrailWriter create(BeanFactory beanFactory,
			AuditSinkProperties.RedisStream properties) {
		RedisScriptExecutor executor = beanFactory.getBeanProvider(RedisScriptExecutor.class).getIfAvailable();
		return (executor != null) ? new RedisStreamTrailWriter(executor, properties.getMaxLength()) : null;
	}

	@Override
	public void write(List<TrailRecord> batch, String id) {
		String[] args = Stream.concat(Stream.of(String.valueOf(this.maxLength)), batch.stream().map(TrailRecord::json))
			.toArray(String[]::new);
		String stream = this.executor.keyPrefix() + "audit";
		// In the hash slot of the stream.
		String taken = ((stream.contains("{")) ? stream : '{' + stream + '}') + ':' + id;
		this.executor.call(ADD, List.of(stream, taken), args);
	}

}
