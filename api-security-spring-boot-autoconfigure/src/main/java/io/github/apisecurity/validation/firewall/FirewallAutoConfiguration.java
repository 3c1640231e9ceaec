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

package io.github.apisecurity.validation.firewall;

import java.util.Map;
import java.util.TreeSet;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import io.github.apisecurity.problem.ProblemWriter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the HTTP firewall.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProblemAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpFirewall.class)
@ConditionalOnBooleanProperty(name = "api-security.validation.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "api-security.validation.firewall.enabled", matchIfMissing = true)
@EnableConfigurationProperties(FirewallProperties.class)
public final class FirewallAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HttpFirewall apiSecurityHttpFirewall(FirewallProperties properties) {
		return HttpFirewallFactory.create(properties.getAllowedMethods(), properties.getAllowedHosts());
	}

	@Bean
	@ConditionalOnMissingBean
	RequestRejectedHandler apiSecurityRequestRejectedHandler(ProblemWriter writer,
			ObjectProvider<ProblemHeaderWriter> headerWriters, SecurityEventPublisher publisher) {
		return new ProblemRequestRejectedHandler(
				ProblemHeaderWriter.decorate(writer, headerWriters.orderedStream().toList()), publisher);
	}

	@Bean
	PostureContributor apiSecurityFirewallPosture(FirewallProperties properties) {
		return () -> new FeaturePosture("validation", Map.of("firewall", Map.of("allowed-methods",
				new TreeSet<>(properties.getAllowedMethods()), "allowed-hosts", properties.getAllowedHosts())));
	}

}
