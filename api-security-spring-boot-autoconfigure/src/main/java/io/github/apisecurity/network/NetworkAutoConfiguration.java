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

import java.util.List;
import java.util.stream.IntStream;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the address of the client.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
@EnableConfigurationProperties(NetworkProperties.class)
public final class NetworkAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClientAddressResolver apiSecurityClientAddressResolver(NetworkProperties properties) {
		return new ForwardedClientAddressResolver(trustedProxies(properties.getTrustedProxies()),
				properties.getForwardedHeader());
	}

	private static List<IpRange> trustedProxies(List<String> properties) {
		return IntStream.range(0, properties.size())
			.mapToObj((index) -> trustedProxy("api-security.network.trusted-proxies[" + index + "]",
					properties.get(index)))
			.toList();
	}

	private static IpRange trustedProxy(String property, String text) {
		IpRange range = IpRange.parse(property, text);
		if (range.prefixLength() == 0) {
			throw new InvalidConfigurationPropertyValueException(property, text,
					"This trusts everybody, so that any client can choose its own address. Name the ranges of your "
							+ "proxies only.");
		}
		return range;
	}

}
