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

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Condition of {@link ConditionalOnRedis @ConditionalOnRedis}.
 */
class OnRedisCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final String CONNECTION_FACTORY = "org.springframework.data.redis.connection.RedisConnectionFactory";

	private static final String CONNECTION_DETAILS = "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails";

	private static final String BOOT_CONFIGURATION = "org.springframework.boot.data.redis.autoconfigure.";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnRedis.class);
		if (RedisConfigured.byProperties(context.getEnvironment())) {
			return ConditionOutcome.match(message.foundExactly("spring.data.redis properties"));
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		for (String type : new String[] { CONNECTION_FACTORY, CONNECTION_DETAILS }) {
			if (beanFactory != null && hasBeanOfApplication(beanFactory, type, context.getClassLoader())) {
				return ConditionOutcome.match(message.foundExactly("bean of type " + type));
			}
		}
		return ConditionOutcome.noMatch(message.didNotFind("spring.data.redis properties").atAll());
	}

	private boolean hasBeanOfApplication(ConfigurableListableBeanFactory beanFactory, String type,
			@Nullable ClassLoader classLoader) {
		if (!ClassUtils.isPresent(type, classLoader)) {
			return false;
		}
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory,
				ClassUtils.resolveClassName(type, classLoader), true, false);
		for (String name : names) {
			if (!isDefault(beanFactory, name)) {
				return true;
			}
		}
		return false;
	}

	private boolean isDefault(ConfigurableListableBeanFactory beanFactory, String name) {
		if (!beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(name);
		String factory = definition.getFactoryBeanName();
		return factory != null && factory.startsWith(BOOT_CONFIGURATION);
	}

}
