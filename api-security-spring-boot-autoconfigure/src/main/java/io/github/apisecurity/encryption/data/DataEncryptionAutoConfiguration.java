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

package io.github.apisecurity.encryption.data;

import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.framework.AbstractAdvisingBeanPostProcessor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.jdbc.core.convert.DataAccessStrategy;
import org.springframework.data.redis.core.convert.RedisConverter;
import org.springframework.data.redis.core.convert.RedisData;
import org.springframework.data.repository.core.support.RepositoryFactoryInformation;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for encrypted properties of
 * aggregates of Spring Data JDBC and Redis.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = EncryptionAutoConfiguration.class)
@ConditionalOnClass(RepositoryFactoryInformation.class)
public final class DataEncryptionAutoConfiguration {

	@Bean
	AggregateCheck apiSecurityEncryptedAggregateCheck(ListableBeanFactory beanFactory) {
		return new AggregateCheck(beanFactory, ConcurrentHashMap.newKeySet());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataAccessStrategy.class)
	@Import(JdbcAggregates.class)
	static class JdbcConfiguration {

		@Bean
		static Advising apiSecurityEncryptingDataAccessStrategyPostProcessor(
				ObjectProvider<JdbcAggregates> aggregates) {
			return new Advising(DataAccessStrategy.class, false, (invocation) -> {
				Object[] arguments = invocation.getArguments();
				arguments[0] = aggregates.getObject().toStore(arguments[0]);
				return invocation.proceed();
			}, "insert", "upsert", "update", "updateWithVersion");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisConverter.class)
	static class RedisConfiguration {

		@Bean
		static Advising apiSecurityEncryptingRedisConverterPostProcessor(ConfigurableBeanFactory beanFactory,
				ObjectProvider<FieldCipher> cipher, ObjectProvider<AggregateCheck> check,
				ObjectProvider<SecurityEventPublisher> publisher) {
			Map<Object, EncryptingRedisConverter> converters = new ConcurrentHashMap<>();
			// It keeps its class, which applications ask for.
			return new Advising(RedisConverter.class, true, (invocation) -> {
				Object[] arguments = invocation.getArguments();
				EncryptingRedisConverter converter = converters
					.computeIfAbsent(Objects.requireNonNull(invocation.getThis()), (target) -> EncryptingRedisConverter
						.of((RedisConverter) target, beanFactory.getBeanClassLoader(), cipher, check, publisher));
				if (invocation.getMethod().getName().equals("read")) {
					return converter.read((Class<?>) arguments[0], (RedisData) arguments[1]);
				}
				converter.write(arguments[0], (RedisData) arguments[1]);
				return null;
			}, "read", "write");
		}

	}

	@SuppressWarnings("serial")
	static class Advising extends AbstractAdvisingBeanPostProcessor {

		Advising(Class<?> type, boolean ofClass, MethodInterceptor advice, String... methods) {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setClassFilter(type::isAssignableFrom);
			pointcut.setMappedNames(methods);
			this.advisor = new DefaultPointcutAdvisor(pointcut, advice);
			setProxyTargetClass(ofClass);
		}

		@Override
		protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
			ProxyFactory factory = super.prepareProxyFactory(bean, beanName);
			factory.setProxyTargetClass(isProxyTargetClass() && !Modifier.isFinal(bean.getClass().getModifiers()));
			return factory;
		}

	}

}
