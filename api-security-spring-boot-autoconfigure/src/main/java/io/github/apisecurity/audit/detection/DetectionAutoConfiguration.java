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

package io.github.apisecurity.audit.detection;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.AuditProperties;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.detection.Blocks.Stage;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.Exchanges.Traffic;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStates;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the detection of attacks.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		after = { AuditAutoConfiguration.class, NetworkAutoConfiguration.class, SharedAutoConfiguration.class },
		before = ChainAutoConfiguration.class,
		afterName = "org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, DispatcherServlet.class, Caffeine.class })
@ConditionalOnBooleanProperty(name = { "api-security.audit.enabled", "api-security.detection.enabled" },
		matchIfMissing = true)
@EnableConfigurationProperties({ DetectionProperties.class, AuditProperties.class })
@Import({ RequestRuleFactory.class, DetectionEndpoint.class })
@RegisterReflectionForBinding(Block.class)
public final class DetectionAutoConfiguration {

	private static final Log log = LogFactory.getLog(DetectionAutoConfiguration.class);

	private static final String PREFIX = "api-security.detection.";

	private static final Set<Field> CALLERS = Set.of(Field.USER, Field.TOKEN, Field.CLIENT);

	/**
	 * The engine and what it works with, in one bean since nothing else asks for the
	 * parts.
	 * @param properties the properties
	 * @param audit says how often a user who is active is told of
	 * @param states what all nodes share
	 * @param channels where alerts go
	 * @param publisher the audit trail
	 * @param clock the clock of a test; what counts does not follow one that is set back
	 * @param redis counts for all nodes
	 * @param context the application
	 * @return the detector
	 */
	@Bean
	Detector apiSecurityDetector(DetectionProperties properties, AuditProperties audit, SharedStates states,
			ObjectProvider<AlertChannel> channels, ObjectProvider<SecurityEventPublisher> publisher,
			@Qualifier("apiSecurityDetectionClock") ObjectProvider<LongSupplier> clock,
			ObjectProvider<RedisScriptExecutor> redis, ApplicationContext context) {
		List<DetectionRule> rules = DetectionRules.create(properties.getRules(), properties.getMode());
		List<String> unknown = DetectionRules.unknown(rules);
		if (!unknown.isEmpty()) {
			log.warn(
					"No feature of the starter has these events or reasons of detection rules, which is right only when the "
							+ "application publishes them: " + String.join(", ", unknown));
		}
		Duration interval = audit.getAuthenticationSuccess().getInterval();
		List<String> blind = rules.stream()
			.filter((rule) -> DetectionRules.LOGIN.equals(rule.comparedTo()) && interval.compareTo(rule.window()) > 0)
			.map(DetectionRule::id)
			.toList();
		if (!blind.isEmpty()) {
			log.warn("These rules of detection compare to users who log in, of whom they see too few, since "
					+ "'api-security.audit.authentication-success.interval' is longer than their window: " + blind);
		}
		PropertyValue.refuseIf(properties.getMaxKeys() < 100, PREFIX + "max-keys", properties.getMaxKeys(),
				"Use 100 at least, such as 10000.");
		List<AlertChannel> all = AlertChannels.create(properties.getAlert(), context);
		channels.orderedStream().forEach(all::add);
		RedisScriptExecutor executor = redis.getIfAvailable();
		return new Detector(rules, properties.getMaxKeys(), states,
				(executor != null) ? new SharedCounts(executor, properties.getMaxKeys()) : null, all,
				properties.getAlert().getInterval(), publisher::getObject,
				clock.getIfAvailable(() -> () -> System.nanoTime() / 1_000_000),
				clock.getIfAvailable(() -> System::currentTimeMillis));
	}

	@Bean
	Exchanges apiSecurityDetectionExchanges(Detector detector, DetectionProperties properties,
			ObjectProvider<HandlerMapping> mappings, RequestRuleFactory rules, ClientAddressResolver addressResolver) {
		List<Traffic> traffic = detector.rules()
			.stream()
			.filter(DetectionRule::isAboutTraffic)
			.map((rule) -> new Traffic(rule,
					new UsualTraffic(rule.threshold(), properties.getLearning(), properties.getMaxKeys(),
							detector.time())))
			.toList();
		return new Exchanges(
				detector.engine(), traffic, rules.firstMatch(PREFIX + "honeypots", properties.getHoneypots(),
						(pattern) -> pattern, (key, pattern) -> true),
				addressResolver, new Routes(mappings::orderedStream));
	}

	@Bean
	ChainFilter apiSecurityBlockedAddressChainFilter(Detector detector, Exchanges exchanges, ProblemWriter writer,
			SecurityEventPublisher publisher) {
		return new ChainFilter(ChainOrder.BLOCKED_ADDRESSES,
				new DetectionFilter(Stage.ADDRESS, detector.blocks(), exchanges, writer, publisher));
	}

	/**
	 * The second filter, which has nothing to do unless a rule blocks callers.
	 * @param detector the detector
	 * @param exchanges the requests
	 * @param writer writes problems
	 * @param publisher the audit trail
	 * @return the filter, or {@code null}
	 */
	@Bean
	@Nullable ChainFilter apiSecurityBlockedCallerChainFilter(Detector detector, Exchanges exchanges, ProblemWriter writer,
			SecurityEventPublisher publisher) {
		boolean callers = detector.rules()
			.stream()
			.anyMatch((rule) -> rule.key().stream().anyMatch(CALLERS::contains) && rule.refuses());
		return (callers) ? new ChainFilter(ChainOrder.BLOCKED_CALLERS,
				new DetectionFilter(Stage.CALLER, detector.blocks(), exchanges, writer, publisher)) : null;
	}

	@Bean
	LoginListener apiSecurityLoginListener(Detector detector, Exchanges exchanges, DetectionProperties properties,
			SecurityEventPublisher publisher) {
		DetectionProperties.Login login = properties.getLogin();
		int free = PropertyValue.positive(PREFIX + "login.free-attempts", login.getFreeAttempts(), 5);
		LoginGuard guard = new LoginGuard(free, login.getDelay(), login.getMaxDelay(), detector.time());
		return new LoginListener(guard, detector.blocks(), exchanges, publisher,
				(login.getMode() != null) ? login.getMode() : properties.getMode());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MeterBinder apiSecurityDetectionMetrics(Detector detector) {
			return (registry) -> {
				Gauge.builder("api.security.detection.blocks", detector.blocks(), (blocks) -> blocks.all().size())
					.description("Whom rules of detection refuse now")
					.register(registry);
				FunctionCounter.builder("api.security.detection.refused", detector.blocks(), Blocks::refused)
					.description("Requests of whom rules of detection refuse")
					.register(registry);
				FunctionCounter.builder("api.security.detection.alerts.failed", detector.alerts(), Alerts::failed)
					.description("Alerts that a channel could not send")
					.register(registry);
			};
		}

	}

}
