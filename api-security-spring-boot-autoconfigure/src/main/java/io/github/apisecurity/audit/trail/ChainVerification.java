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

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Verifies the records of one node.
 */
final class ChainVerification {

	private final String instance;

	private final List<ChainedRecord> records;

	private final Map<Long, ChainedRecord> bySequence = new HashMap<>();

	private final Consumer<String> findings;

	ChainVerification(String instance, List<ChainedRecord> records, Consumer<String> findings) {
		this.instance = instance;
		this.records = records;
		this.findings = findings;
		records.forEach((entry) -> this.bySequence.putIfAbsent(entry.sequence(), entry));
	}

	/**
	 * Verify that the records follow each other and are those of the checkpoints.
	 * @param first the number of the first record
	 * @param checkpoints what was signed
	 * @return a line about the chain
	 */
	String verify(long first, Collection<RecordChain> checkpoints) {
		long last = first - 1;
		String previous = (first == 1) ? RecordChain.GENESIS : this.records.get(0).previous();
		long erased = 0;
		for (ChainedRecord entry : this.records) {
			String finding = check(entry, last + 1, previous);
			if (finding != null) {
				found(finding, entry);
				break;
			}
			entry.changed()
				.forEach((path) -> found("'" + path + "' of record " + entry.sequence() + " was changed", entry));
			erased += (entry.erased()) ? 1 : 0;
			previous = entry.hash();
			last++;
		}
		boolean complete = last - first + 1 == this.records.size();
		long anchored = anchored(checkpoints, last, complete);
		String line = this.instance + ": records " + first + " to " + last + " follow each other";
		line += (anchored > 0) ? ", anchored up to " + anchored : ", not anchored";
		if (anchored < last) {
			line += ", nothing is claimed of the last " + (last - Math.max(anchored, first - 1));
		}
		return line + ((erased > 0) ? ", personal values of " + erased + " are erased" : "");
	}

	private @Nullable String check(ChainedRecord entry, long expected, String previous) {
		if (!entry.intact()) {
			return "record " + entry.sequence() + " was changed";
		}
		if (entry.sequence() < expected) {
			return "record " + entry.sequence() + " stands twice or was moved";
		}
		if (entry.sequence() > expected) {
			return "record " + expected + ((this.bySequence.containsKey(expected)) ? " was moved" : " is missing");
		}
		return (entry.previous().equals(previous)) ? null
				: "record " + (expected - 1) + " or " + expected + " was replaced";
	}

	private long anchored(Collection<RecordChain> checkpoints, long last, boolean complete) {
		long anchored = 0;
		for (RecordChain checkpoint : checkpoints) {
			long number = checkpoint.sequence();
			ChainedRecord entry = this.bySequence.get(number);
			if (number > last) {
				if (complete) {
					this.findings.accept(this.instance + ": records " + (last + 1) + " to " + number + " were cut off");
				}
				break;
			}
			if (entry != null && !entry.hash().equals(checkpoint.hash())) {
				this.findings.accept(this.instance + ": the trail was rewritten at or before record " + number
						+ ", after record " + anchored);
				break;
			}
			anchored = (entry != null) ? number : anchored;
		}
		return anchored;
	}

	private void found(String finding, ChainedRecord entry) {
		this.findings.accept(this.instance + ": " + finding + " (" + entry.place() + ')');
	}

}
