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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.BoundedHttpClient;
import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.network.IpRangeTable;
import io.github.apisecurity.network.NetworkProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Addresses that the local API of CrowdSec has decided on, as a bouncer keeps them: all
 * of them first, then what has changed. While it cannot be reached, what was known goes
 * on, and all of them are asked for again after that.
 *
 * @see <a href="https://docs.crowdsec.net/docs/local_api/bouncers">Local API</a>
 */
class CrowdSecDecisions extends RangeSource {

	private static final Log log = LogFactory.getLog(CrowdSecDecisions.class);

	private static final String PREFIX = "api-security.network.crowdsec.";

	private static final int MAX_DECISIONS = 1_000_000;

	private static final int MAX_SIZE = 64 * 1024 * 1024;

	private final JsonMapper mapper = new JsonMapper();

	private final BoundedHttpClient client;

	private final String url;

	private final String apiKey;

	private final Duration interval;

	private final Map<String, IpRange> decisions = new HashMap<>();

	private boolean complete;

	CrowdSecDecisions(String url, String apiKey, Duration interval, Duration timeout) {
		super(IpRangeTable.EMPTY);
		this.client = new BoundedHttpClient(timeout, MAX_SIZE, null);
		this.url = url.replaceFirst("/$", "") + "/v1/decisions/stream?scopes=ip,range&startup=";
		this.apiKey = apiKey;
		this.interval = interval;
	}

	static CrowdSecDecisions of(NetworkProperties.CrowdSec properties) {
		String url = String.valueOf(properties.getUrl());
		URI uri = PropertyValue.uri(url);
		PropertyValue.refuseIf(uri == null || uri.getHost() == null || !url.matches("https?://[^/?#]+(/[^?#]*)?"),
				PREFIX + "url", url,
				"Use the URL of the local API, such as 'http://127.0.0.1:8080'. The name of a host has no underscore.");
		// A file with a secret ends in a line feed at times.
		String apiKey = properties.getApiKey().strip();
		PropertyValue.refuseIf(!apiKey.matches("[\\x21-\\x7e]+"), PREFIX + "api-key", null,
				"Set the key that 'cscli bouncers add' prints.");
		PropertyValue.positive(PREFIX + "interval", properties.getInterval(), "10s");
		PropertyValue.positive(PREFIX + "timeout", properties.getTimeout(), "10s");
		if (!url.matches("https:.*|http://(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?")) {
			log.warn("The key of CrowdSec is readable on the network: use 'https' in '" + PREFIX + "url'");
		}
		return new CrowdSecDecisions(url, apiKey, properties.getInterval(), properties.getTimeout());
	}

	@Override
	Duration interval() {
		return this.interval;
	}

	@Override
	void read() throws IOException {
		boolean known = this.complete;
		// Some changes may be lost when this fails.
		this.complete = false;
		JsonNode changes = this.mapper.readTree(
				this.client.send(HttpRequest.newBuilder(URI.create(this.url + !known)).header("X-Api-Key", this.apiKey),
						this.client.startDeadline()));
		if (!known) {
			this.decisions.clear();
		}
		if (apply(changes) || !known) {
			this.table = IpRangeTable.of(this.decisions.values());
		}
		if (!known) {
			log.info("CrowdSec has decided on " + this.decisions.size() + " addresses and ranges");
		}
		this.complete = true;
	}

	@Override
	public String toString() {
		return "'" + PREFIX + "url'";
	}

	private boolean apply(JsonNode changes) throws IOException {
		if (!changes.has("new") || !changes.has("deleted")) {
			throw new IOException("no decisions in the answer");
		}
		boolean changed = false;
		for (JsonNode decision : changes.path("deleted")) {
			changed |= this.decisions.remove(value(decision)) != null;
		}
		int left = 0;
		for (JsonNode decision : changes.path("new")) {
			IpRange range = decision.path("simulated").asBoolean(false) ? null : parse(value(decision));
			if (range != null && this.decisions.size() < MAX_DECISIONS) {
				this.decisions.put(value(decision), range);
				changed = true;
			}
			else if (range != null) {
				left++;
			}
		}
		if (left > 0) {
			log.warn(left + " decisions of CrowdSec are not applied: there is place for " + MAX_DECISIONS);
		}
		return changed;
	}

	private static String value(JsonNode decision) {
		return decision.path("value").asString("");
	}

	private static @Nullable IpRange parse(String value) {
		try {
			return IpRange.parse("value", value);
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			log.debug("No address: " + value);
			return null;
		}
	}

}
