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

package io.github.apisecurity.network.lists;

import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.OpenFilterChain;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.network.ForwardedHeader;
import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.network.IpRangeTable;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.network.NetworkProperties;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStates;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.ResourceUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for addresses that are allowed or
 * denied.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { NetworkAutoConfiguration.class, SharedAutoConfiguration.class },
		before = ChainAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpSecurity.class)
@Import(AddressesEndpoint.class)
public final class NetworkListsAutoConfiguration {

	private static final Log log = LogFactory.getLog(NetworkListsAutoConfiguration.class);

	private static final String PREFIX = "api-security.network.";

	private static final String UNNAMED_HEADER = "The header of the trusted proxies is not named, so that clients can "
			+ "add the other one: set 'api-security.network.forwarded-header' to the one that the proxies write";

	@Bean
	AddressLists apiSecurityAddressLists(NetworkProperties properties, SharedStates states) {
		List<RangeSource> allow = sources("allow", properties.getAllow());
		List<RangeSource> deny = sources("deny", properties.getDeny());
		deny.add(new RuntimeRanges(states, "deny"));
		if (properties.getCrowdsec().getUrl() != null) {
			deny.add(CrowdSecDecisions.of(properties.getCrowdsec()));
		}
		if (!allow.isEmpty()) {
			allow.add(new RuntimeRanges(states, "allow"));
		}
		if (properties.getTrustedProxies().isEmpty() || properties.getForwardedHeader() != ForwardedHeader.AUTO) {
			return new AddressLists(allow, deny, List.of());
		}
		log.warn(UNNAMED_HEADER);
		return new AddressLists(allow, deny, List.of(UNNAMED_HEADER));
	}

	private static List<RangeSource> sources(String list, List<String> entries) {
		List<RangeSource> sources = new ArrayList<>();
		List<IpRange> ranges = new ArrayList<>();
		for (int i = 0; i < entries.size(); i++) {
			String property = PREFIX + list + "[" + i + "]";
			String entry = entries.get(i);
			if (entry.startsWith(ResourceUtils.FILE_URL_PREFIX)) {
				sources.add(new RangeFile(property, entry));
			}
			else {
				ranges.add(IpRange.parse(property, entry));
			}
		}
		if (!ranges.isEmpty()) {
			sources.add(new RangeSource(IpRangeTable.of(ranges)));
		}
		return sources;
	}

	@Bean
	ChainFilter apiSecurityAddressChainFilter(AddressLists lists, ClientAddressResolver resolver, ProblemWriter writer,
			SecurityEventPublisher publisher) {
		return new ChainFilter(ChainOrder.ADDRESSES, new AddressFilter(lists, resolver, writer, publisher));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWritten("api-security.network.security-txt.contact")
	@Import(RequestRuleFactory.class)
	static class SecurityTxtConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		@Nullable SecurityFilterChain apiSecuritySecurityTxtFilterChain(NetworkProperties properties,
				ObjectProvider<HttpSecurity> http, RequestRuleFactory rules) {
			return properties.getSecurityTxt().getContact().isEmpty() ? null
					: OpenFilterChain.of(http,
							rules.rule(PREFIX + "security-txt", "context:/.well-known/security.txt", List.of("GET")),
							new SecurityTxtFilter(properties.getSecurityTxt()));
		}

	}

}
