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

import io.github.apisecurity.config.PropertyValue;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the address of the client.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
@EnableConfigurationProperties(NetworkProperties.class)
public final class NetworkAutoConfiguration {

	private static final String STRATEGY = "server.forward-headers-strategy";

	private static final List<String> CONTAINER_HEADERS = List.of("server.tomcat.remoteip.remote-ip-header",
			"server.tomcat.remoteip.protocol-header");

	@Bean
	@ConditionalOnMissingBean
	ClientAddressResolver apiSecurityClientAddressResolver(NetworkProperties properties, Environment environment) {
		if (!properties.getTrustedProxies().isEmpty()) {
			checkContainer(environment);
		}
		return new ForwardedClientAddressResolver(RequestTransport.of(properties));
	}

	/**
	 * A container that reads the headers takes them away and changes the peer, by rules
	 * of its own.
	 * @param environment the environment
	 */
	private static void checkContainer(Environment environment) {
		for (String header : CONTAINER_HEADERS) {
			PropertyValue.refuseIf(StringUtils.hasText(environment.getProperty(header)), header,
					environment.getProperty(header),
					"Tomcat would read the headers of proxies instead of 'api-security.network.trusted-proxies'. "
							+ "Remove one of both.");
		}
		CloudPlatform platform = CloudPlatform.getActive(environment);
		String strategy = environment.getProperty(STRATEGY,
				(platform != null && platform.isUsingForwardHeaders()) ? "native" : "none");
		PropertyValue.refuseIf(strategy.equalsIgnoreCase("native"), STRATEGY, strategy,
				"The server would read the headers of proxies instead of 'api-security.network.trusted-proxies'. Set "
						+ "it to 'framework' (scheme and host of the proxy are used) or 'none', also where Spring "
						+ "Boot chooses 'native' for a cloud platform, or remove the trusted proxies.");
	}

}
