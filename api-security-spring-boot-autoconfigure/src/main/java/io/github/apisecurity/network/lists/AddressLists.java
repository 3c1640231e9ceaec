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
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.github.apisecurity.config.BackgroundTasks;
import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import org.jspecify.annotations.Nullable;

/**
 * Who is allowed and who is denied by address. Without a list of allowed addresses
 * everybody is.
 */
class AddressLists extends BackgroundTasks implements PostureContributor {

	private final List<RangeSource> allow;

	private final List<RangeSource> deny;

	private final List<String> findings;

	private final LongAdder refused = new LongAdder();

	AddressLists(List<RangeSource> allow, List<RangeSource> deny, List<String> findings) {
		// A file is read in time while somebody else does not answer.
		super("api-security-network-", 2);
		this.allow = List.copyOf(allow);
		this.deny = List.copyOf(deny);
		this.findings = findings;
	}

	/**
	 * Return why an address is refused.
	 * @param address the address, {@code null} when it is unknown
	 * @return the reason, {@code null} when it is not refused
	 */
	@Nullable String refusal(@Nullable IpAddress address) {
		boolean allowed = this.allow.isEmpty() || (address != null && contains(this.allow, address));
		boolean denied = (address != null) ? contains(this.deny, address) : size(this.deny) > 0;
		if (allowed && !denied) {
			return null;
		}
		this.refused.increment();
		return (denied) ? "address_denied" : "address_not_allowed";
	}

	boolean isEmpty() {
		return this.allow.isEmpty() && size(this.deny) == 0;
	}

	private static boolean contains(List<RangeSource> sources, IpAddress address) {
		return sources.stream().anyMatch((source) -> source.table().contains(address));
	}

	private static int size(List<RangeSource> sources) {
		return sources.stream().mapToInt((source) -> source.table().size()).sum();
	}

	int size(String list) {
		return size(sources(list));
	}

	/**
	 * Return the ranges that operators add to a list.
	 * @param list the name of the list
	 * @return the ranges, {@code null} when there is no such list
	 */
	@Nullable RuntimeRanges runtime(String list) {
		return sources(list).stream()
			.filter(RuntimeRanges.class::isInstance)
			.map(RuntimeRanges.class::cast)
			.findFirst()
			.orElse(null);
	}

	private List<RangeSource> sources(String list) {
		return list.equals("allow") ? this.allow : list.equals("deny") ? this.deny : List.of();
	}

	@Override
	public void start() {
		Stream.concat(this.allow.stream(), this.deny.stream())
			.filter((source) -> !source.interval().isZero())
			.forEach((source) -> repeat(source::refresh, source.interval()));
	}

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("network",
				Map.of("allowed-ranges", (this.allow.isEmpty()) ? "everybody" : size(this.allow), "denied-ranges",
						size(this.deny), "refused", this.refused.sum(), "findings", this.findings));
	}

}
