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

package io.github.apisecurity.audit.trail;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.AuditProperties;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityEventType.Severity;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.authorization.SpringAuthorizationEventPublisher;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the places the audit trail is
 * written to.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = AuditAutoConfiguration.class)
@ConditionalOnClass(SpringAuthorizationEventPublisher.class)
@ConditionalOnBooleanProperty(name = "api-security.audit.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ AuditProperties.class, AuditSinkProperties.class })
@Import({ AccessLogConfiguration.class, AuditTrailEndpoint.class })
public final class AuditTrailAutoConfiguration {

	private static final Log log = LogFactory.getLog(AuditTrailAutoConfiguration.class);

	private static final SecurityEventType CHECKPOINT = new SecurityEventType(Checkpoint.EVENT, Outcome.SUCCESS);

	// Longer lists, as that of all endpoints, are in the actuator and not in an event.
	private static final int MAX_LISTED = 50;

	private static final SecurityEventType STARTED = new SecurityEventType("sys_startup", Outcome.SUCCESS,
			Severity.WARNING);

	@Bean
	Trail apiSecurityAuditTrail(AuditProperties properties, AuditSinkProperties sinks,
			ObjectProvider<SecurityEventSink> ownSinks, ApplicationContext context) {
		AuditProperties.Queue queue = properties.getQueue();
		PropertyValue.positive("api-security.audit.queue.capacity", queue.getCapacity(), 10_000);
		PropertyValue.refuseIf(queue.isDurable() && sinks.getFile().getPath() == null,
				"api-security.audit.queue.durable", true,
				"Only what is on a disk is durable: set 'api-security.audit.sinks.file.path'.");
		Duration maxWait = PropertyValue.positive("api-security.audit.queue.max-wait", queue.getMaxWait(), "5s");
		List<TrailOutput> all = TrailOutputs.create(sinks, context);
		// The resolver of names may take its time.
		Supplier<String> instance = SingletonSupplier.of(() -> instance(properties.getInstance()));
		EventFormat format = new EventFormat(properties.getFormat(),
				context.getEnvironment().getProperty("spring.application.name", "application"), instance);
		Path file = sinks.getFile().getPath();
		if (file != null) {
			List<String> unknown = format.unknown(sinks.getFile().getPersonal());
			PropertyValue.refuseIf(!unknown.isEmpty(), "api-security.audit.sinks.file.personal", unknown,
					"Events in the format '" + properties.getFormat().name().toLowerCase(Locale.ROOT)
							+ "' have no such member. Objects are parted by dots, as in 'source.address' of 'ecs'.");
			List<TrailOutput> others = List.copyOf(all);
			all.add(0,
					TrailOutputs.file(sinks.getFile(), file, instance.get(),
							StringUtils.hasText(properties.getInstance()), queue.isDurable(),
							(note) -> checkpoint(note, format, others, ownSinks)));
		}
		return new Trail(format, all,
				new Trail.Queue(queue.getCapacity(), queue.getOverflow(), queue.isDurable(), maxWait));
	}

	private static void checkpoint(String note, EventFormat format, List<TrailOutput> others,
			ObjectProvider<SecurityEventSink> ownSinks) {
		SecurityEvent event = event(CHECKPOINT, Map.of("note", note));
		others.forEach((output) -> output.accept(List.of(TrailRecord.of(event, format))));
		tell(ownSinks, event);
	}

	// Of the trail itself: masks and customizers are for what comes with requests.
	private static SecurityEvent event(SecurityEventType type, Map<String, Object> details) {
		return new SecurityEvent(Instant.now(), type, null, null, null, null, null, null, details);
	}

	// A sink that fails, or has ended, stops neither the start nor the chain.
	private static void tell(ObjectProvider<SecurityEventSink> ownSinks, SecurityEvent event) {
		try {
			ownSinks.orderedStream()
				.filter((sink) -> !(sink instanceof Trail) && sink.isEnabled(event.type()))
				.forEach((sink) -> sink.accept(event));
		}
		catch (RuntimeException ex) {
			log.warn("A sink of the application failed on event " + event.type().id() + " with "
					+ ex.getClass().getName());
		}
	}

	private static String instance(@Nullable String configured) {
		try {
			return (configured != null && !configured.isBlank()) ? configured
					: InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	/**
	 * A trail that is kept begins with the configuration in force.
	 * @param trail the trail
	 * @param contributors the features
	 * @param sinks the trail, and the sinks of the application
	 * @return the listener
	 */
	@Bean
	ApplicationListener<ApplicationReadyEvent> apiSecurityAuditStartUp(Trail trail,
			ObjectProvider<PostureContributor> contributors, ObjectProvider<SecurityEventSink> sinks) {
		return (ready) -> {
			if (trail.isKept() || sinks.stream().count() > 1) {
				Map<String, Object> features = new LinkedHashMap<>();
				contributors.orderedStream()
					.map(FeaturePosture::of)
					.forEach((feature) -> features.put(feature.feature(), inForce(feature)));
				SecurityEvent started = event(STARTED, Map.of("features", features));
				tell(sinks, started);
				try {
					if (trail.isKept()) {
						trail.accept(started);
					}
				}
				catch (ProblemException ex) {
					// There is no request to refuse.
				}
			}
		};
	}

	private static Map<String, Object> inForce(FeaturePosture feature) {
		Map<String, Object> details = new LinkedHashMap<>(feature.details());
		details.replaceAll((name, detail) -> (detail instanceof Collection<?> all && all.size() > MAX_LISTED)
				? all.size() + " entries" : detail);
		return details;
	}

	@Bean
	PostureContributor apiSecurityAuditPosture(Trail trail, ObjectProvider<SecurityEventSink> sinks) {
		return () -> {
			Map<String, Object> details = new LinkedHashMap<>(details(trail));
			details.put("sinks",
					sinks.orderedStream()
						.filter((sink) -> sink != trail)
						.map((sink) -> sink.getClass().getSimpleName())
						.toList());
			return new FeaturePosture("audit", details);
		};
	}

	static Map<String, Object> details(Trail trail) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("queued", trail.queued());
		details.put("dropped", trail.dropped());
		trail.outputs()
			.forEach((output) -> details.put(output.name(),
					Map.of("written", output.written(), "lost", output.lost(), "failing", output.isFailing())));
		return details;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthIndicator.class)
	static class HealthConfiguration {

		/**
		 * A node whose trail is not written does its work: a detail and no reason to take
		 * it out.
		 * @param trail the trail
		 * @return the health
		 */
		@Bean
		HealthIndicator apiSecurityAuditHealthIndicator(Trail trail) {
			return () -> Health.up().withDetails(details(trail)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MeterBinder apiSecurityAuditMetrics(Trail trail) {
			return (registry) -> {
				Gauge.builder("api.security.audit.queue", trail, Trail::queued)
					.description("Audit events that wait to be written")
					.register(registry);
				FunctionCounter.builder("api.security.audit.dropped", trail, Trail::dropped)
					.description("Audit events for which there was no place in the queue")
					.register(registry);
				trail.outputs().forEach((output) -> bind(registry, output));
			};
		}

		private static void bind(MeterRegistry registry, TrailOutput output) {
			FunctionCounter.builder("api.security.audit.written", output, TrailOutput::written)
				.description("Audit events written, by sink")
				.tag("sink", output.name())
				.register(registry);
			FunctionCounter.builder("api.security.audit.lost", output, TrailOutput::lost)
				.description("Audit events that could not be written, by sink")
				.tag("sink", output.name())
				.register(registry);
			Gauge.builder("api.security.audit.failing", output, (sink) -> sink.isFailing() ? 1 : 0)
				.description("Whether a sink or its checkpoints cannot be written now")
				.tag("sink", output.name())
				.register(registry);
		}

	}

}
