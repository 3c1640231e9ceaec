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

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answer of a store to all charges of a request.
 *
 * @param granted whether every bucket that is enforced had the tokens; otherwise none was
 * taken
 * @param levels the buckets in the order of the charges
 * @since 0.1.0
 */
public record StoreDecision(boolean granted, List<BucketLevel> levels) {

	public StoreDecision {
		levels = List.copyOf(levels);
	}

	/**
	 * Decide in parts, where a store cannot decide on all charges at once. What was taken
	 * is given back when another part refuses or cannot be asked.
	 * @param charges the charges
	 * @param parts the same charges in parts
	 * @param ask decides on one part
	 * @param refund gives back
	 * @return the decision on all
	 */
	public static StoreDecision ofParts(List<Charge> charges, Collection<List<Charge>> parts,
			Function<List<Charge>, StoreDecision> ask, Consumer<List<Charge>> refund) {
		Map<Charge, BucketLevel> found = new IdentityHashMap<>();
		List<Charge> taken = new ArrayList<>(charges.size());
		boolean all = true;
		try {
			for (List<Charge> part : parts) {
				StoreDecision decision = ask.apply(part);
				all &= decision.granted();
				for (int i = 0; i < part.size(); i++) {
					found.put(part.get(i), decision.levels().get(i));
					if (decision.granted() && decision.levels().get(i).granted()) {
						taken.add(part.get(i));
					}
				}
			}
		}
		catch (RuntimeException ex) {
			refund.accept(taken);
			throw ex;
		}
		if (!all) {
			refund.accept(taken);
		}
		return new StoreDecision(all, charges.stream().map(found::get).toList());
	}

}
