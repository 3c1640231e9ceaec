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

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Life cycle of a version or an endpoint, made and checked once.
 *
 * @param deprecatedAt when it is deprecated
 * @param sunsetAt when it ends
 * @param successor what comes after it: a version, or the URI of an endpoint
 * @param documentation the address of a page about it
 * @param afterSunset what happens after the end
 * @param brownouts when requests are refused
 */
record VersionLifecycle(@Nullable Instant deprecatedAt, @Nullable Instant sunsetAt, @Nullable String successor,
		@Nullable String documentation, AfterSunset afterSunset, List<Brownout> brownouts) {

	private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
		.withZone(ZoneOffset.UTC);

	VersionLifecycle {
		Assert.isTrue(deprecatedAt == null || sunsetAt == null || !sunsetAt.isBefore(deprecatedAt),
				"the sunset is before the deprecation");
		Assert.isTrue(afterSunset != AfterSunset.GONE || sunsetAt != null,
				"there is no sunset after which requests would be refused");
		Assert.isTrue(
				(afterSunset == AfterSunset.BROWNOUT) ? !brownouts.isEmpty()
						: brownouts.isEmpty() || afterSunset == AfterSunset.GONE,
				"'brownout' and the times of brownouts go together");
		Assert.isTrue(documentation == null || isUri(documentation), "the documentation is no absolute http(s) URI");
		brownouts = List.copyOf(brownouts);
	}

	static Instant startOf(LocalDate day) {
		return day.atStartOfDay(ZoneOffset.UTC).toInstant();
	}

	static boolean isUri(String text) {
		try {
			URI uri = URI.create(text);
			return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	boolean isDeprecated(Instant now) {
		return isPast(this.deprecatedAt, now) || isPast(this.sunsetAt, now);
	}

	/**
	 * Return whether a request is refused now.
	 * @param now the time
	 * @return whether it is
	 */
	boolean isRefused(Instant now) {
		return (this.afterSunset == AfterSunset.GONE && isPast(this.sunsetAt, now)) || brownoutEnd(now) != null;
	}

	/**
	 * Return when the requests that are refused now pass again.
	 * @param now the time
	 * @return the time, or {@code null} when never or not refused
	 */
	@Nullable Instant brownoutEnd(Instant now) {
		return this.brownouts.stream()
			.filter((brownout) -> !now.isBefore(brownout.from()) && now.isBefore(brownout.to()))
			.map(Brownout::to)
			.filter((end) -> this.afterSunset != AfterSunset.GONE || this.sunsetAt == null
					|| end.isBefore(this.sunsetAt))
			.findFirst()
			.orElse(null);
	}

	private static boolean isPast(@Nullable Instant time, Instant now) {
		return time != null && !now.isBefore(time);
	}

	/**
	 * Return the value of {@code Deprecation} (RFC 9745), a structured date.
	 * @return the value, or {@code null} when there is none
	 */
	@Nullable String deprecationHeader() {
		return (this.deprecatedAt != null) ? "@" + this.deprecatedAt.getEpochSecond() : null;
	}

	/**
	 * Return the value of {@code Sunset} (RFC 8594), an IMF-fixdate.
	 * @return the value, or {@code null} when there is none
	 */
	@Nullable String sunsetHeader() {
		return (this.sunsetAt != null) ? IMF_FIXDATE.format(this.sunsetAt) : null;
	}

	/**
	 * Return the links (RFC 8288).
	 * @param successorUri the URI of the successor, or {@code null}
	 * @return the values of {@code Link}
	 */
	List<String> links(@Nullable String successorUri) {
		List<String> links = new ArrayList<>(3);
		if (this.documentation != null) {
			links.add("<" + this.documentation + ">; rel=\"deprecation\"; type=\"text/html\"");
			if (this.sunsetAt != null) {
				links.add("<" + this.documentation + ">; rel=\"sunset\"; type=\"text/html\"");
			}
		}
		if (StringUtils.hasText(successorUri)) {
			links.add("<" + successorUri + ">; rel=\"successor-version\"");
		}
		return links;
	}

	/**
	 * Time in which requests are refused.
	 *
	 * @param from the begin
	 * @param to the end, which is no longer in it
	 */
	record Brownout(Instant from, Instant to) {

	}

}
