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

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The buckets that pay for the calls in progress on this thread. What these call under
 * the same policy and key is part of them, and pays nothing.
 */
final class CallChain {

	private static final ThreadLocal<Set<String>> buckets = ThreadLocal.withInitial(Set::of);

	private CallChain() {
	}

	/**
	 * Begin a call.
	 * @param paying the buckets that pay for it
	 * @return those of the calls around, for {@link #leave}
	 */
	static Set<String> enter(Collection<String> paying) {
		Set<String> outer = buckets.get();
		if (!paying.isEmpty()) {
			Set<String> all = new HashSet<>(outer);
			all.addAll(paying);
			buckets.set(all);
		}
		return outer;
	}

	static boolean isPaidBy(String bucket) {
		return buckets.get().contains(bucket);
	}

	static void leave(Set<String> outer) {
		if (outer.isEmpty()) {
			buckets.remove();
		}
		else {
			buckets.set(outer);
		}
	}

}
