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

package io.github.apisecurity.versioning;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.versioning.VersionLifecycle.Brownout;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Makes life cycles from the configuration and from {@link ApiDeprecated @ApiDeprecated}.
 */
final class VersionLifecycleFactory {

	private VersionLifecycleFactory() {
	}

	static Map<String, VersionLifecycle> create(VersioningProperties properties) {
		Map<String, VersionLifecycle> lifecycles = new LinkedHashMap<>();
		properties.getVersions().forEach((version, lifecycle) -> {
			String key = "api-security.versioning.versions[" + version + "]";
			try {
				lifecycles.put(version,
						VersionLifecycle.of(start(lifecycle.getDeprecatedAt()), start(lifecycle.getSunsetAt()),
								lifecycle.getSuccessor(), lifecycle.getDocumentation(), lifecycle.getAfterSunset(),
								lifecycle.getBrownouts().stream().map((brownout) -> create(key, brownout)).toList()));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(key, version,
						"The life cycle cannot be: " + ex.getMessage() + ". Correct 'deprecated-at', 'sunset-at', "
								+ "'after-sunset', 'brownouts' or the links below it.");
			}
		});
		return lifecycles;
	}

	private static Brownout create(String key, VersioningProperties.Brownout brownout) {
		PropertyValue.refuseIf(
				brownout.getFrom() == null || brownout.getDuration() == null
						|| brownout.getDuration().compareTo(Duration.ZERO) <= 0,
				key + ".brownouts", brownout.getDuration(),
				"Give each of them 'from', such as '2026-12-01T10:00:00Z', and a positive 'duration'.");
		return new Brownout(brownout.getFrom(), brownout.getFrom().plus(brownout.getDuration()));
	}

	static VersionLifecycle create(List<AnnotationAttributes> annotations) {
		AnnotationAttributes annotation = annotations.get(0);
		String successor = text(annotation, "successor");
		AfterSunset afterSunset = annotation.getEnum("afterSunset");
		Assert.isTrue(afterSunset != AfterSunset.BROWNOUT,
				"brownouts belong to a version, in 'api-security.versioning.versions'");
		Assert.isTrue(successor == null || successor.startsWith("/") || VersionLifecycle.isUri(successor),
				"the successor is no path and no absolute http(s) URI");
		return VersionLifecycle.of(start(day(annotation, "since")), start(day(annotation, "sunset")), successor,
				text(annotation, "documentation"), afterSunset, List.of());
	}

	private static @Nullable String text(AnnotationAttributes annotation, String name) {
		String text = annotation.getString(name);
		return StringUtils.hasText(text) ? text : null;
	}

	private static @Nullable LocalDate day(AnnotationAttributes annotation, String name) {
		String text = text(annotation, name);
		try {
			return (text != null) ? LocalDate.parse(text) : null;
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException("'" + name + "' is no day such as 2026-06-01", ex);
		}
	}

	private static @Nullable Instant start(@Nullable LocalDate day) {
		return (day != null) ? day.atStartOfDay(ZoneOffset.UTC).toInstant() : null;
	}

}
