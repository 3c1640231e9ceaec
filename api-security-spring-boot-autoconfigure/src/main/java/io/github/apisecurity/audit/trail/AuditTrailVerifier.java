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

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

	private final List<String> findings = new ArrayList<>();

	private final Map<String, TreeMap<Long, RecordChain>> checkpoints = new TreeMap<>();

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
				verifier.readCheckpoints(file.toString(), text(file), key);
			}
			for (Path file : files) {
				verifier.readRecords(file.toString(), text(file));
			}
			List<String> chains = verifier.verify();
			if (chains.isEmpty() && verifier.findings.isEmpty()) {
				throw new IllegalArgumentException("no record in these files");
			}
			chains.forEach(out::println);
			if (notes.isEmpty()) {
				out.println("What was cut off or written anew is found with '--public-key PEM --checkpoints FILE'");
			}
			verifier.findings.forEach((finding) -> out.println("FOUND " + finding));
			return (verifier.findings.isEmpty()) ? 0 : 1;
		}
		catch (Throwable ex) {
			out.println("Cannot verify: " + ex);
			return 2;
		}
	}

	// What is no text is no reason to look at nothing.
	private static String text(Path file) throws IOException {
		return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
	}

	/**
	 * Read notes, as they are beside the trail or in lines of JSON of another sink.
	 * @param name the name of the file
	 * @param text the file
	 * @param key the key they are signed with
	 */
	void readCheckpoints(String name, String text, @Nullable PublicKey key) {
		int found = 0;
		for (String note : Checkpoint.find(text)) {
			found++;
			RecordChain checkpoint = (key != null) ? Checkpoint.verify(note, key) : null;
			if (checkpoint == null) {
				this.findings.add(name + ": checkpoint " + found + " is not signed with this key");
				continue;
			}
			RecordChain other = this.checkpoints.computeIfAbsent(checkpoint.instance(), (instance) -> new TreeMap<>())
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
		this.entries.forEach((instance, files) -> {
			ChainVerification chain = new ChainVerification(instance, inOrder(files), this.findings::add);
			lines.add(chain.verify(this.from, this.checkpoints.getOrDefault(instance, new TreeMap<>()).values()));
		});
		return lines;
	}

	// Files come in any order, the records of one file do not.
	private static List<ChainedRecord> inOrder(List<List<ChainedRecord>> files) {
		return files.stream()
			.sorted(Comparator.comparing((file) -> file.stream().mapToLong(ChainedRecord::sequence).min().orElse(0)))
			.flatMap(Collection::stream)
			.toList();
	}

	List<String> findings() {
		return this.findings;
	}

}
