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
import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * Life cycle of a version or an endpoint, made and checked once.
 *
 * @param deprecatedAt when it is deprecated
 * @param sunsetAt when it ends
 * @param successor what comes after it: a version, or the URI of an endpoint
 * @param afterSunset what happens then
 * @param brownouts when requests are refused before
 * @param headers the headers that are the same in all answers
 */
record VersionLifecycle(@Nullable Instant deprecatedAt, @Nullable Instant sunsetAt, @Nullable String successor,
		AfterSunset afterSunset, List<Brownout> brownouts, HttpHeaders headers) {

	/**
	 * That of what is neither deprecated nor ends.
	 */
	static final VersionLifecycle NONE = of(null, null, null, null, AfterSunset.WARN, List.of());

	static VersionLifecycle of(@Nullable Instant deprecatedAt, @Nullable Instant sunsetAt, @Nullable String successor,
			@Nullable String documentation, AfterSunset afterSunset, List<Brownout> brownouts) {
		Assert.isTrue(deprecatedAt == null || sunsetAt == null || !sunsetAt.isBefore(deprecatedAt),
				"the sunset is before the deprecation");
		Assert.isTrue(afterSunset != AfterSunset.GONE || sunsetAt != null,
				"there is no sunset after which requests would be refused");
		Assert.isTrue(
				(afterSunset == AfterSunset.BROWNOUT) ? !brownouts.isEmpty()
						: brownouts.isEmpty() || afterSunset == AfterSunset.GONE,
				"'brownout' and the times of brownouts go together");
		Assert.isTrue(documentation == null || isUri(documentation), "the documentation is no absolute http(s) URI");
		HttpHeaders headers = new HttpHeaders();
		if (deprecatedAt != null) {
			// A structured date (RFC 9745).
			headers.add("Deprecation", "@" + deprecatedAt.getEpochSecond());
			addLink(headers, documentation, "deprecation");
		}
		if (sunsetAt != null) {
			// An HTTP date in its fixed form (RFC 8594).
			headers.setInstant("Sunset", sunsetAt);
			addLink(headers, documentation, "sunset");
		}
		return new VersionLifecycle(deprecatedAt, sunsetAt, successor, afterSunset, List.copyOf(brownouts), headers);
	}

	private static void addLink(HttpHeaders headers, @Nullable String documentation, String relation) {
		if (documentation != null) {
			headers.add(HttpHeaders.LINK, "<" + documentation + ">; rel=\"" + relation + "\"; type=\"text/html\"");
		}
	}

	static boolean isUri(String text) {
		URI uri = PropertyValue.uri(text);
		return uri != null && uri.getHost() != null
				&& ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
	}

	boolean hasEnd() {
		return this.sunsetAt != null || !this.brownouts.isEmpty();
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
		return (this.afterSunset == AfterSunset.GONE && isPast(this.sunsetAt, now))
				|| current(now).findAny().isPresent();
	}

	private Stream<Brownout> current(Instant now) {
		return this.brownouts.stream()
			.filter((brownout) -> !now.isBefore(brownout.from()) && now.isBefore(brownout.to()));
	}

	/**
	 * Return when the requests that are refused now pass again.
	 * @param now the time
	 * @return the time, or {@code null} when never or not refused
	 */
	@Nullable Instant brownoutEnd(Instant now) {
		return current(now).map(Brownout::to)
			.filter((end) -> this.afterSunset != AfterSunset.GONE || this.sunsetAt == null
					|| end.isBefore(this.sunsetAt))
			.findFirst()
			.orElse(null);
	}

	private static boolean isPast(@Nullable Instant time, Instant now) {
		return time != null && !now.isBefore(time);
	}

	/**
	 * Tell the life cycle in an answer.
	 * @param response the response
	 * @param successorUri the URI of the successor, or {@code null}
	 */
	void writeTo(HttpServletResponse response, @Nullable String successorUri) {
		this.headers.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		if (successorUri != null) {
			response.addHeader(HttpHeaders.LINK, "<" + successorUri + ">; rel=\"successor-version\"");
		}
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
