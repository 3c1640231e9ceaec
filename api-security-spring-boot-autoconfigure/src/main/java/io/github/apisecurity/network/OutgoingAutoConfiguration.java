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

package io.github.apisecurity.network;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the addresses that HTTP clients
 * may connect to.
 *
 * @since 0.1.0
 */
@AutoConfiguration(beforeName = "org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration")
@ConditionalOnClass(InetAddressFilter.class)
@ConditionalOnBooleanProperty("api-security.network.outgoing.public-addresses-only")
public final class OutgoingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	InetAddressFilter apiSecurityInetAddressFilter() {
		return InetAddressFilter.all();
	}

	/**
	 * Spring Boot takes one filter: that of the application becomes stricter.
	 * @return the post-processor
	 */
	@Bean
	static BeanPostProcessor apiSecurityPublicAddressesPostProcessor() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof InetAddressFilter filter)
						? filter.and(InetAddressFilter.adapt(PublicAddresses::contains)) : bean;
			}

		};
	}

}
