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

package io.github.apisecurity.authentication.dpop;

import io.github.apisecurity.authentication.jwt.AccessTokenProperties;
import io.github.apisecurity.authentication.jwt.JwtAutoConfiguration;
import io.github.apisecurity.authentication.jwt.TokenInspector;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for access tokens that are bound to
 * a key of the client.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class,
		after = { JwtAutoConfiguration.class, RedisAutoConfiguration.class })
@ConditionalOnClass(HttpSecurity.class)
@ConditionalOnBean(TokenInspector.class)
@Conditional(DpopAutoConfiguration.OnDpopCondition.class)
public final class DpopAutoConfiguration {

	@Bean
	DpopChainCustomizer apiSecurityDpopChainCustomizer(AccessTokenProperties properties,
			ObjectProvider<JwtDecoder> decoder, ObjectProvider<RedisScriptExecutor> executor) {
		return new DpopChainCustomizer(decoder, properties.getDpopBaseUri(),
				new SharedReplayCache(executor.getIfAvailable()));
	}

	static class OnDpopCondition extends AnyNestedCondition {

		OnDpopCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty(name = "api-security.authentication.dpop", havingValue = "supported")
		static class Supported {

		}

		@ConditionalOnProperty(name = "api-security.authentication.dpop", havingValue = "required")
		static class Required {

		}

	}

}
