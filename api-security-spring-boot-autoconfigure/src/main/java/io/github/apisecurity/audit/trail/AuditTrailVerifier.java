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

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether files of the audit trail are what was written. It runs without the
 * application, with the JDK and this library alone: <pre>
 * java -cp api-security-spring-boot-autoconfigure.jar \
 *     io.github.apisecurity.audit.trail.AuditTrailVerifier \
 *     --public-key audit.pub.pem --checkpoints elsewhere.txt logs/audit*.jsonl
 * </pre> The exit code is 0 when nothing was found, 1 when something was, and 2 when the
 * files could not be read.
 *
 * @since 0.1.0
 */
public final class AuditTrailVerifier {

	/**
	 * A member of JSON, which nobody can write into the value of another one.
	 */
	private static final Pattern NOTE = Pattern
		.compile("(?<!\\\\)\"note\"\\s*:\\s*(\"(?:[^\"\\\\]++|\\\\(?:u[0-9a-fA-F]{4}|[^u])){1,64}+\")");

	private static final Pattern EVENT = Pattern
		.compile("(?<!\\\\)\"(?:event|action|event_code)\"\\s*:\\s*\"" + Checkpoint.EVENT + '"');

	private final List<String> findings = new ArrayList<>();

	private final Map<String, TreeMap<Long, Checkpoint>> checkpoints = new TreeMap<>();

	private final Map<String, List<List<ChainedRecord>>> entries = new TreeMap<>();

	private final long from;

	private final Set<String> instances;

	AuditTrailVerifier(long from, Set<String> instances) {
		this.from = from;
		this.instances = instances;
	}

	/**
	 * Verify files.
	 * @param args the options and files
	 */
	public static void main(String[] args) {
		System.exit(run(args, System.out));
	}

	static int run(String[] args, PrintStream out) {
		try {
			long from = 1;
			PublicKey key = null;
			Set<String> instances = new HashSet<>();
			List<Path> notes = new ArrayList<>();
			List<Path> files = new ArrayList<>();
			for (int i = 0; i < args.length; i++) {
				switch (args[i]) {
					case "--public-key" -> {
						key = Ed25519Pem.publicKey(Files.readString(Path.of(args[++i])));
					}
					case "--checkpoints" -> notes.add(Path.of(args[++i]));
					case "--from" -> {
						from = Long.parseLong(args[++i]);
					}
					case "--instance" -> instances.add(args[++i]);
					default -> files.add(Path.of(args[i]));
				}
			}
			if (files.isEmpty() || (key == null && !notes.isEmpty())) {
				out.println("Usage: [--public-key PEM [--checkpoints FILE]...] [--from NUMBER] "
						+ "[--instance NAME]... FILE...");
				return 2;
			}
			AuditTrailVerifier verifier = new AuditTrailVerifier(from, instances);
			for (Path file : notes) {
				verifier.readCheckpoints(file.toString(), Files.readString(file), key);
			}
			for (Path file : files) {
				verifier.readRecords(file.toString(), Files.readString(file));
			}
			List<String> chains = verifier.verify();
			if (chains.isEmpty() && verifier.findings.isEmpty()) {
				throw new IllegalArgumentException("no record in these files");
			}
			chains.forEach(out::println);
			verifier.findings.forEach((finding) -> out.println("FOUND " + finding));
			return (verifier.findings.isEmpty()) ? 0 : 1;
		}
		catch (Throwable ex) {
			out.println("Cannot verify: " + ex);
			return 2;
		}
	}

	/**
	 * Read notes, as they are beside the trail or in lines of JSON of another sink.
	 * @param name the name of the file
	 * @param text the file
	 * @param key the key they are signed with
	 */
	void readCheckpoints(String name, String text, @Nullable PublicKey key) {
		int found = 0;
		for (String note : notes(text)) {
			found++;
			Checkpoint checkpoint = (key != null) ? Checkpoint.verify(note, key) : null;
			if (checkpoint == null) {
				this.findings.add(name + ": checkpoint " + found + " is not signed with this key");
				continue;
			}
			Checkpoint other = this.checkpoints.computeIfAbsent(checkpoint.instance(), (instance) -> new TreeMap<>())
				.putIfAbsent(checkpoint.sequence(), checkpoint);
			if (other != null && !other.equals(checkpoint)) {
				this.findings.add(checkpoint.instance() + ": two checkpoints of record " + checkpoint.sequence()
						+ " differ: the trail was written twice");
			}
		}
		if (found == 0) {
			this.findings.add(name + ": no checkpoint");
		}
	}

	private static List<String> notes(String text) {
		List<String> notes = new ArrayList<>(Checkpoint.NOTE.matcher(text).results().map(MatchResult::group).toList());
		text.lines()
			.filter((line) -> EVENT.matcher(line).find())
			.flatMap((line) -> NOTE.matcher(line).results())
			.map((note) -> CanonicalJson.readText(note.group(1)))
			.filter((note) -> Checkpoint.NOTE.matcher(note).matches())
			.forEach(notes::add);
		return notes;
	}

	void readRecords(String name, String text) {
		Map<String, List<ChainedRecord>> read = new HashMap<>();
		String[] lines = text.split("\n", -1);
		for (int i = 0; i < lines.length; i++) {
			String place = name + ':' + (i + 1);
			boolean end = i == lines.length - 1;
			ChainedRecord record = (end) ? null : ChainedRecord.read(place, lines[i]);
			if (record != null) {
				read.computeIfAbsent(record.chain().instance(), (instance) -> new ArrayList<>()).add(record);
			}
			else if (!lines[i].isEmpty() || !end) {
				this.findings
					.add(place + ((end) ? ": the last record is not complete" : ": changed, this is no record"));
			}
		}
		read.forEach((instance, file) -> this.entries.computeIfAbsent(instance, (key) -> new ArrayList<>()).add(file));
	}

	/**
	 * Verify what was read.
	 * @return a line for each chain
	 */
	List<String> verify() {
		List<String> lines = new ArrayList<>();
		if (!this.instances.isEmpty()) {
			this.instances.stream()
				.filter((name) -> !this.entries.containsKey(name) && !this.checkpoints.containsKey(name))
				.forEach((name) -> {
					throw new IllegalArgumentException("no record of '" + name + "'");
				});
			this.checkpoints.keySet().retainAll(this.instances);
			this.entries.keySet().retainAll(this.instances);
		}
		this.checkpoints.forEach((instance, signed) -> {
			if (!this.entries.containsKey(instance)) {
				this.findings.add(instance + ": no record is left of " + signed.lastKey());
			}
		});
		this.entries.forEach((instance, found) -> lines.add(verify(instance, inOrder(found))));
		return lines;
	}

	// Files come in any order, the records of one file do not.
	private static List<ChainedRecord> inOrder(List<List<ChainedRecord>> files) {
		return files.stream()
			.sorted(Comparator.comparing((file) -> file.stream().mapToLong(ChainedRecord::sequence).min().orElse(0)))
			.flatMap(Collection::stream)
			.toList();
	}

	private String verify(String instance, List<ChainedRecord> records) {
		Map<Long, ChainedRecord> bySequence = new HashMap<>();
		records.forEach((entry) -> bySequence.putIfAbsent(entry.sequence(), entry));
		long first = this.from;
		long expected = first;
		String previous = (first == 1) ? RecordChain.GENESIS : records.get(0).previous();
		long erased = 0;
		String finding = null;
		for (ChainedRecord entry : records) {
			finding = check(entry, expected, previous, bySequence);
			if (finding != null) {
				this.findings.add(instance + ": " + finding + " (" + entry.place() + ')');
				break;
			}
			erased += personal(instance, entry);
			previous = entry.hash();
			expected++;
		}
		long last = expected - 1;
		long anchored = anchored(instance, bySequence, last, finding == null);
		String line = instance + ": records " + first + " to " + last + " follow each other";
		line += (anchored > 0) ? ", anchored up to " + anchored : ", not anchored";
		if (anchored < last) {
			line += ", nothing is claimed of the last " + (last - Math.max(anchored, first - 1));
		}
		return line + ((erased > 0) ? ", personal values of " + erased + " are erased" : "");
	}

	private @Nullable String check(ChainedRecord entry, long expected, String previous,
			Map<Long, ChainedRecord> bySequence) {
		if (!RecordChain.hash(entry.members()).equals(entry.hash())) {
			return "record " + entry.sequence() + " was changed";
		}
		if (entry.sequence() < expected) {
			return "record " + entry.sequence() + " stands twice or was moved";
		}
		if (entry.sequence() > expected) {
			return (bySequence.containsKey(expected)) ? "record " + expected + " was moved"
					: "record " + expected + " is missing";
		}
		return (entry.previous().equals(previous)) ? null
				: "record " + (expected - 1) + " or " + expected + " was replaced";
	}

	private int personal(String instance, ChainedRecord entry) {
		Map<?, ?> personal = (entry.members().get("personal") instanceof Map<?, ?> values) ? values : Map.of();
		personal.forEach((path, value) -> {
			Object committed = entry.members().get("event");
			for (String rest = String.valueOf(path); committed instanceof Map<?, ?> map;) {
				int dot = rest.indexOf('.');
				boolean whole = map.containsKey(rest) || dot < 0;
				committed = map.get((whole) ? rest : rest.substring(0, dot));
				rest = (whole) ? "" : rest.substring(dot + 1);
			}
			if (!(value instanceof List<?> pair) || pair.size() != 2 || committed == null || !committed
				.equals(RecordChain.commitment(String.valueOf(path), String.valueOf(pair.get(0)), pair.get(1)))) {
				this.findings.add(instance + ": '" + path + "' of record " + entry.sequence() + " was changed ("
						+ entry.place() + ')');
			}
		});
		return (commitments(entry.members().get("event")) > personal.size()) ? 1 : 0;
	}

	private static long commitments(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.values().stream().mapToLong(AuditTrailVerifier::commitments).sum();
		}
		return (value instanceof String text && text.matches("sha256:[0-9a-f]{64}")) ? 1 : 0;
	}

	private long anchored(String instance, Map<Long, ChainedRecord> records, long last, boolean complete) {
		long anchored = 0;
		for (Checkpoint checkpoint : this.checkpoints.getOrDefault(instance, new TreeMap<>()).values()) {
			ChainedRecord entry = records.get(checkpoint.sequence());
			if (checkpoint.sequence() > last) {
				if (complete) {
					this.findings
						.add(instance + ": records " + (last + 1) + " to " + checkpoint.sequence() + " were cut off");
				}
				break;
			}
			if (entry != null && !entry.hash().equals(checkpoint.hash())) {
				this.findings.add(instance + ": the trail was rewritten at or before record " + checkpoint.sequence()
						+ ", after record " + anchored);
				break;
			}
			anchored = (entry != null) ? checkpoint.sequence() : anchored;
		}
		return anchored;
	}

	List<String> findings() {
		return this.findings;
	}

}
