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

import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityEventType.Severity;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * {@link Endpoint @Endpoint} for the lists of addresses, whose changes hold on all nodes.
 */
@Endpoint(id = "addresses")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(AddressesEndpoint.class)
class AddressesEndpoint {

	private static final SecurityEventType CHANGED = new SecurityEventType("authz_admin", Outcome.SUCCESS,
			Severity.WARNING);

	private final AddressLists lists;

	private final SecurityEventPublisher publisher;

	AddressesEndpoint(AddressLists lists, SecurityEventPublisher publisher) {
		this.lists = lists;
		this.publisher = publisher;
	}

	/**
	 * Return how many ranges the lists have, and which were added here.
	 * @return the lists by name
	 */
	@ReadOperation
	Map<String, ListDescriptor> lists() {
		return Map.of("allow", descriptor("allow"), "deny", descriptor("deny"));
	}

	private ListDescriptor descriptor(String list) {
		RuntimeRanges ranges = this.lists.runtime(list);
		return new ListDescriptor(this.lists.size(list),
				(ranges != null) ? ranges.all().stream().map(IpRange::toString).sorted().toList() : List.of());
	}

	/**
	 * Add a range.
	 * @param list {@code allow} or {@code deny}
	 * @param range the address or range in CIDR notation
	 * @return nothing, with status 503 while the other nodes cannot be told
	 * @throws InvalidEndpointRequestException when there is no such list or range
	 */
	@WriteOperation
	@Nullable WebEndpointResponse<Void> add(@Selector String list, String range) {
		return change(list, range, true);
	}

	/**
	 * Remove a range that was added here.
	 * @param list {@code allow} or {@code deny}
	 * @param range the address or range in CIDR notation
	 * @return nothing, with status 503 while the other nodes cannot be told
	 * @throws InvalidEndpointRequestException when there is no such list or range
	 */
	@DeleteOperation
	@Nullable WebEndpointResponse<Void> remove(@Selector String list, String range) {
		return change(list, range, false);
	}

	private @Nullable WebEndpointResponse<Void> change(String list, String text, boolean present) {
		RuntimeRanges ranges = this.lists.runtime(list);
		if (ranges == null) {
			throw new InvalidEndpointRequestException("There is no such list; one of allowed addresses has to be begun "
					+ "in the configuration, since without one everybody is allowed", "Unknown list");
		}
		IpRange range = parse(text);
		try {
			if (ranges.put(range, present)) {
				this.publisher.publish(CHANGED, "address_list_changed",
						Map.of("list", list, "range", range.toString(), "added", present));
			}
			else if (!present) {
				throw new InvalidEndpointRequestException("The range was not added here", "Unknown range");
			}
			return null;
		}
		catch (SharedStateUnavailableException ex) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
		catch (IllegalStateException ex) {
			throw new InvalidEndpointRequestException("The list is full", "Full list");
		}
	}

	private static IpRange parse(String text) {
		try {
			IpRange range = IpRange.parse("range", text);
			PropertyValue.refuseIf(range.prefixLength() == 0, "range", text, "This is everybody");
			return range;
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			throw new InvalidEndpointRequestException(
					"The range must be an address or a range in CIDR notation that is not everybody", "Bad range");
		}
	}

	/**
	 * One list.
	 *
	 * @param ranges the number of ranges of all sources
	 * @param added the ranges that were added here
	 */
	record ListDescriptor(int ranges, List<String> added) {

	}

}
