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

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.apisecurity.audit.SecurityEvent;
import org.jspecify.annotations.Nullable;

/**
 * Finds events that were written.
 */
interface TrailSearch {

	/**
	 * Find events, the latest first.
	 * @param filter what is looked for
	 * @param offset how many to leave out
	 * @param limit how many at most
	 * @return the documents
	 */
	List<Map<?, ?>> find(Filter filter, int offset, int limit);

	/**
	 * What is looked for.
	 *
	 * @param after the time at which it begins
	 * @param before the time before which it ends
	 * @param principal the caller
	 * @param issuer who vouches for the name of the caller, empty for nobody
	 * @param event the name of the event
	 * @param address the address of the client
	 */
	record Filter(@Nullable Instant after, @Nullable Instant before, @Nullable String principal,
			@Nullable String issuer, @Nullable String event, @Nullable String address) {

		boolean matches(SecurityEvent found) {
			return (this.after == null || !found.time().isBefore(this.after))
					&& (this.before == null || found.time().isBefore(this.before))
					&& (this.principal == null || this.principal.equals(found.principal()))
					&& (this.issuer == null || this.issuer.equals(Objects.requireNonNullElse(found.issuer(), "")))
					&& (this.event == null || this.event.equals(found.type().id())) && (this.address == null
							|| (found.request() != null && this.address.equals(found.request().clientAddress())));
		}

	}

}
