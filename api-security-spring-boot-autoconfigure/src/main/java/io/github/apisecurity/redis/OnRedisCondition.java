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
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Condition that matches when the application has configured Redis: a property under
 * {@code spring.data.redis}, a connection factory of its own or a service connection.
 * That the client is on the class path does not count.
 */
class OnRedisCondition extends SpringBootCondition implements ConfigurationCondition {

	static final String CONNECTION_FACTORY = "org.springframework.data.redis.connection.RedisConnectionFactory";

	private static final String CONNECTION_DETAILS = "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails";

	private static final String BOOT_CONFIGURATION = "org.springframework.boot.data.redis.autoconfigure.";

	private static final List<String> SERVERS = Stream
		.of("host", "port", "url", "sentinel.nodes", "cluster.nodes", "masterreplica.nodes")
		.map("spring.data.redis."::concat)
		.toList();

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Redis");
		Binder binder = Binder.get(context.getEnvironment());
		if (SERVERS.stream().anyMatch((key) -> binder.bind(key, Bindable.listOf(String.class)).isBound())) {
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
		return ClassUtils.isPresent(type, classLoader) && Stream
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory,
					ClassUtils.resolveClassName(type, classLoader), true, false))
			.anyMatch((name) -> !isDefault(beanFactory, name));
	}

	private boolean isDefault(ConfigurableListableBeanFactory beanFactory, String name) {
		String factory = (beanFactory.containsBeanDefinition(name))
				? beanFactory.getBeanDefinition(name).getFactoryBeanName() : null;
		return factory != null && factory.startsWith(BOOT_CONFIGURATION);
	}

}
