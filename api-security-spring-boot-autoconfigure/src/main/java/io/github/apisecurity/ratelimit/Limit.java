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

package io.github.apisecurity.ratelimit;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.bucket4j.Bandwidth;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;

/**
 * Quota per window with a burst: the text {@code 100/1m burst 200} allows 100 requests a
 * minute in the long run and 200 at once.
 *
 * @param quota the requests per window
 * @param window the window
 * @param burst the requests at once
 */
record Limit(long quota, Duration window, long burst) {

	private static final Pattern FORMAT = Pattern.compile("(\\d{1,12})/(\\w{1,20})(?: burst (\\d{1,12}))?");

	private static final String ACTION = "Use quota and window, such as '100/1m', with an optional burst, such as '100/1m burst 200'.";

	static Limit parse(String key, String text) {
		Matcher matcher = FORMAT.matcher(text.trim());
		if (!matcher.matches()) {
			throw new InvalidConfigurationPropertyValueException(key, text, ACTION);
		}
		long quota = Long.parseLong(matcher.group(1));
		long burst = (matcher.group(3) != null) ? Long.parseLong(matcher.group(3)) : quota;
		Duration window = parseWindow(key, text, matcher.group(2));
		if (quota < 1 || burst < quota || window.isZero()) {
			throw new InvalidConfigurationPropertyValueException(key, text,
					"Quota and window must be positive and the burst at least the quota. " + ACTION);
		}
		return new Limit(quota, window, burst);
	}

	private static Duration parseWindow(String key, String text, String window) {
		try {
			return DurationStyle.SIMPLE.parse(window);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidConfigurationPropertyValueException(key, text, "'" + window
					+ "' is not a duration: use a number and ns, us, ms, s, m, h or d, such as '10s'. " + ACTION, ex);
		}
	}

	Bandwidth toBandwidth() {
		return Bandwidth.builder().capacity(this.burst).refillGreedy(this.quota, this.window).build();
	}

}
