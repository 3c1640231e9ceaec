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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link FileTrailWriter} and {@link AuditTrailVerifier}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuditTrailVerifierTests {

	private static final int MANIPULATIONS = Integer.getInteger("audit.manipulations", 1_000);

	@TempDir
	Path directory;

	private final List<String> published = new ArrayList<>();

	private KeyPair keys;

	private Path file;

	@BeforeEach
	void createKeys() throws Exception {
		this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		this.file = this.directory.resolve("audit.jsonl");
		Files.writeString(this.directory.resolve("public.pem"),
				"-----BEGIN PUBLIC KEY-----\n"
						+ Base64.getMimeEncoder().encodeToString(this.keys.getPublic().getEncoded())
						+ "\n-----END PUBLIC KEY-----\n");
	}

	@Test
	void whenNothingWasDoneNothingIsFound() throws Exception {
		write(this.file, 10);
		assertThat(verify()).contains("node-1: records 1 to 10 follow each other, anchored up to 10")
			.doesNotContain("FOUND", "nothing is claimed");
	}

	@Test
	void whenThereAreRecordsAfterTheLastCheckpointNothingIsClaimedOfThem() throws Exception {
		write(this.file, 10);
		try (FileTrailWriter writer = writer(this.file, false, null)) {
			writer.write(records(10, 5), "batch");
		}
		assertThat(verify())
			.contains("records 1 to 15 follow each other, anchored up to 10, nothing is claimed of the " + "last 5")
			.doesNotContain("FOUND");
	}

	@Test
	void whenRunAloneNeedsTheJdkAndTheClassesOfThisLibraryOnly() throws Exception {
		write(this.file, 10);
		assertThat(alone()).contains("anchored up to 10", "exit 0").doesNotContain("FOUND");
		Files.writeString(this.file, Files.readString(this.file).replace("\"ada3\"", "\"eve3\""));
		assertThat(alone()).contains("FOUND node-1: record 4 was changed", "exit 1");
		Files.delete(this.file);
		assertThat(alone()).contains("Cannot verify", "exit 2");
	}

	private String alone() throws Exception {
		Path classes = Path.of(AuditTrailVerifier.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classes.toString(), AuditTrailVerifier.class.getName(), "--public-key",
				this.directory.resolve("public.pem").toString(), "--checkpoints", checkpoints().toString(),
				this.file.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return output + "exit " + process.waitFor();
	}

	@Test
	void whenThereIsNoCheckpointNothingIsAnchored() throws Exception {
		write(this.file, 3);
		assertThat(run(this.file.toString())).contains("not anchored, nothing is claimed of the last 3",
				"--public-key PEM --checkpoints FILE");
	}

	@Test
	void whenFilesAreRolledTheChainGoesOnAlsoAfterARestart() throws Exception {
		for (int i = 0; i < 5; i++) {
			try (FileTrailWriter writer = new FileTrailWriter(this.file, "node-1",
					new FileTrailWriter.Options(1500, List.of(), false, true), signer())) {
				for (int j = 0; j < 4; j++) {
					writer.write(records(i * 20 + j * 5, 5), "batch");
				}
			}
			if (i == 2) {
				// What is there right after a file was renamed.
				Files.move(this.file, this.directory.resolve("audit-000000000000060.jsonl"));
			}
		}
		assertThat(files()).hasSizeGreaterThan(3);
		assertThat(verify()).contains("records 1 to 100 follow each other, anchored up to 100").doesNotContain("FOUND");
	}

	@Test
	void whenLocaleHasItsOwnDigitsOrAnEmptyFileWasRenamedTheChainGoesOn() throws Exception {
		Locale before = Locale.getDefault();
		try {
			Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
			try (FileTrailWriter writer = new FileTrailWriter(this.file, "node-1",
					new FileTrailWriter.Options(10, List.of(), false, true), signer())) {
				writer.write(records(0, 3), "batch");
				writer.write(records(3, 2), "batch");
			}
		}
		finally {
			Locale.setDefault(before);
		}
		Files.move(this.file, this.directory.resolve("audit-000000000000005.jsonl"));
		Files.createFile(this.directory.resolve("audit-000000000000006.jsonl"));
		write(this.file, 1);
		assertThat(verify()).contains("records 1 to 6 follow each other").doesNotContain("FOUND");
	}

	@Test
	void whenACallerSendsWhatLooksErasedNothingIs() throws Exception {
		String forged = "sha256:" + "ab".repeat(32);
		TrailRecord record = TrailRecord.of(
				new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, null, "ada", null, null, null,
						new RequestDetails("request", "192.0.2.1", "GET", forged, null, Map.of(), forged), Map.of()),
				new EventFormat(Format.OWASP, "shop", () -> "node-1"));
		for (List<String> personal : List.of(List.<String>of(), List.of("user"))) {
			Path path = this.directory.resolve("personal" + personal.size() + ".jsonl");
			try (FileTrailWriter writer = new FileTrailWriter(path, "node-1",
					new FileTrailWriter.Options(1_000_000, personal, false, true), null)) {
				writer.write(List.of(record), "batch");
			}
			assertThat(run(path.toString())).contains("records 1 to 1").doesNotContain("erased", "FOUND");
			Files.writeString(path, Files.readString(path).replaceAll(",\"personal\":\\{[^}]*}", ""));
			assertThat(run(path.toString()).contains("personal values of 1 are erased")).isEqualTo(!personal.isEmpty());
		}
	}

	@Test
	void whenProcessEndedWithinARecordTheChainGoesOn() throws Exception {
		write(this.file, 3);
		Files.writeString(this.file, Files.readString(this.file) + "{\"event\":{\"a");
		assertThat(verify()).contains("the last record is not complete");
		write(this.file, 3);
		assertThat(verify()).contains("records 1 to 6 follow each other, anchored up to 6").doesNotContain("FOUND");
	}

	@Test
	void whenTwoWriteOneFileTheSecondDoesNotStart() throws Exception {
		try (FileTrailWriter writer = writer(this.file, false, null)) {
			assertThatIOException().isThrownBy(() -> writer(this.file, false, null))
				.withMessageContaining("Another process, or another application context");
		}
		write(this.file, 1);
		assertThatIOException()
			.isThrownBy(() -> new FileTrailWriter(this.file, "node-2",
					new FileTrailWriter.Options(1_000_000, List.of(), false, true), null))
			.withMessageContaining("one file is for one node");
	}

	@Test
	void whenDiskIsFullTheChainHasNoHole() throws Exception {
		Disk disk = new Disk();
		disk.write(records(0, 2), "batch");
		disk.full = true;
		assertThatIOException().isThrownBy(() -> disk.write(records(2, 2), "batch"));
		disk.full = false;
		disk.write(records(4, 2), "batch");
		disk.close();
		assertThat(verify()).contains("records 1 to 4 follow each other").doesNotContain("FOUND");
	}

	@Test
	void whenCheckpointCannotBeWrittenRecordsStayAndItIsToldOnce(CapturedOutput output) throws Exception {
		Files.createDirectory(checkpoints());
		try (FileTrailWriter writer = writer(this.file, false, signer())) {
			writer.write(records(0, 2), "batch");
			writer.write(records(2, 2), "batch");
			assertThat(writer.isFailing()).isTrue();
			assertThat(this.published).as("in the second place").hasSize(1);
		}
		assertThat(output).containsOnlyOnce("has no checkpoint");
		Files.delete(checkpoints());
		assertThat(run(this.file.toString())).contains("records 1 to 4 follow each other, not anchored");
	}

	@Test
	void whenFileIsNoTrailDoesNotStart() throws Exception {
		Files.write(this.file, new byte[] { (byte) 0xff, (byte) 0xfe, '\n' });
		assertThatIOException().isThrownBy(() -> writer(this.file, false, null)).withMessageContaining("evidence");
		Files.writeString(this.file, "no record\n");
		assertThatIOException().isThrownBy(() -> writer(this.file, false, null)).withMessageContaining("evidence");
	}

	@Test
	void whenFileIsLargeOnlyItsEndIsReadAtStart() throws Exception {
		write(this.file, 1);
		long size = Files.size(this.file);
		String record = Files.readString(this.file);
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.WRITE)) {
			// A hole in the file, which no memory holds.
			channel.write(ByteBuffer.wrap(('\n' + record).getBytes(StandardCharsets.UTF_8)), 20_000_000_000L);
		}
		try (FileTrailWriter writer = new FileTrailWriter(this.file, "node-1",
				new FileTrailWriter.Options(Long.MAX_VALUE, List.of(), false, true), null)) {
			writer.write(records(1, 1), "batch");
		}
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ)) {
			ByteBuffer end = ByteBuffer.allocate((int) size + 100);
			channel.read(end, 20_000_000_001L + size);
			assertThat(new String(end.array(), StandardCharsets.UTF_8)).contains("\"seq\":2}\n");
		}
		Files.delete(this.file);
	}

	@Test
	void whenLastLineIsTooLongForARecordDoesNotStart() throws Exception {
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
			channel.write(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)), 20_000_000_000L);
		}
		assertThatIOException().isThrownBy(() -> writer(this.file, false, null)).withMessageContaining("evidence");
		assertThat(this.file).hasSize(20_000_000_001L);
		Files.delete(this.file);
	}

	@Test
	void whenRecordIsLongerThanABlockTheChainGoesOn() throws Exception {
		String text = "x".repeat(500);
		Map<String, Object> details = new LinkedHashMap<>();
		for (int i = 0; i < 60; i++) {
			details.put("detail" + i, text);
		}
		TrailRecord record = TrailRecord.of(new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, null,
				null, null, null, null, null, details), new EventFormat(Format.OWASP, "shop", () -> "node-1"));
		for (int i = 0; i < 3; i++) {
			try (FileTrailWriter writer = writer(this.file, false, null)) {
				writer.write(List.of(record), "batch");
			}
		}
		assertThat(run(this.file.toString())).contains("records 1 to 3 follow each other");
	}

	@Test
	void whenDurableForcesEachBatch() throws Exception {
		Disk disk = new Disk();
		disk.write(records(0, 2), "batch");
		disk.write(records(2, 1), "batch");
		assertThat(disk.forced).isEqualTo(2);
		disk.close();
	}

	@Test
	void whenPersonalValuesAreErasedTheChainHolds() throws Exception {
		try (FileTrailWriter writer = new FileTrailWriter(this.file, "node-1",
				new FileTrailWriter.Options(1_000_000, List.of("user", "source_ip"), false, true), signer())) {
			writer.write(records(0, 3), "batch");
		}
		String written = Files.readString(this.file);
		assertThat(written).contains("ada1", "192.0.2.1");
		assertThat(verify()).doesNotContain("FOUND", "erased");
		Files.writeString(this.file, written.replaceAll(",\"personal\":\\{[^}]*ada1[^}]*}", ""));
		assertThat(Files.readString(this.file)).doesNotContain("\"ada1\"").contains("\"ada0\"", "\"ada2\"");
		assertThat(verify()).doesNotContain("FOUND").contains("personal values of 1 are erased");
		Files.writeString(this.file, Files.readString(this.file).replace("\"ada2\"", "\"eve2\""));
		assertThat(verify()).contains("FOUND node-1: 'user' of record 3 was changed");
	}

	@Test
	void whenAllIsDeletedACheckpointElsewhereTells() throws Exception {
		write(this.file, 5);
		Path elsewhere = Files.move(checkpoints(), this.directory.resolve("elsewhere.txt"));
		Files.delete(this.file);
		write(this.file, 2);
		assertThat(verify(elsewhere)).contains("FOUND node-1: records 3 to 5 were cut off");
		write(this.file, 3);
		assertThat(verify(elsewhere)).contains("FOUND node-1: the trail was rewritten at or before record 5");
		Files.writeString(this.file, "");
		assertThat(verify(elsewhere)).contains("FOUND node-1: no record is left of 5");
	}

	@Test
	void whenHolderOfTheKeyRewritesAllTheNoteOfAnotherSinkTells() throws Exception {
		write(this.file, 5);
		Path log = Files.writeString(this.directory.resolve("app.log"), collected(Format.ECS));
		assertThat(verify(log)).doesNotContain("FOUND");
		Files.delete(this.file);
		Files.delete(checkpoints());
		try (FileTrailWriter writer = writer(this.file, false, signer())) {
			writer.write(records(100, 5), "batch");
		}
		assertThat(verify()).as("with the checkpoints beside it").doesNotContain("FOUND");
		assertThat(verify(log)).contains("FOUND node-1: the trail was rewritten at or before record 5");
	}

	@ParameterizedTest
	@EnumSource
	void whenStrangersWriteIntoTheCollectedLogItsNotesAreRead(Format format) throws Exception {
		write(this.file, 5);
		String note = this.published.get(0);
		List<String> values = List.of("api-security-audit/1", "\"note\":\"api-security-audit/1", note,
				"\",\"note\":\"" + note, "audit_checkpoint", "\"audit_checkpoint\",\"note\":\"" + note + "\"",
				note.substring(0, 40), "\\", "\\\"note\":\"x\"");
		StringBuilder lines = new StringBuilder();
		for (String value : values) {
			lines.append(line(format, SecurityEventType.ACCESS_DENIED, value, Map.of("note", value)));
		}
		String strangers = lines.toString();
		Path log = this.directory.resolve("collected.log");
		Files.writeString(log, strangers + collected(format) + strangers.repeat(2000));
		assertThat(verify(log)).contains("anchored up to 5").doesNotContain("FOUND");
		Files.writeString(log, strangers);
		assertThat(verify(log)).contains("FOUND " + log + ": no checkpoint", "not anchored");
	}

	@Test
	void whenANoteIsWrittenInPartTheNextIsRead() throws Exception {
		write(this.file, 5);
		String note = Files.readString(checkpoints());
		for (int length = 1; length < note.length() - 2; length++) {
			Files.writeString(checkpoints(), note.substring(0, length) + "\n" + note);
			assertThat(verify()).as("%s", length).contains("anchored up to 5").doesNotContain("FOUND");
		}
	}

	@Test
	void whenOnlyOneOfSeveralNodesIsVerifiedTheNotesOfOthersAreLeftOut() throws Exception {
		write(this.file, 5);
		Path elsewhere = Files.writeString(this.directory.resolve("elsewhere.txt"), Files.readString(checkpoints())
				+ Checkpoint.sign(new RecordChain("node-2", 7, "ab".repeat(32)), this.keys, Instant.EPOCH));
		assertThat(verify(elsewhere)).contains("FOUND node-2: no record is left of 7");
		assertThat(run("--instance", "node-1", "--public-key", this.directory.resolve("public.pem").toString(),
				"--checkpoints", elsewhere.toString(), this.file.toString()))
			.contains("node-1: records 1 to 5 follow each other, anchored up to 5")
			.doesNotContain("FOUND", "node-2");
	}

	@ParameterizedTest
	@CsvSource({ "1, remove, record 2 is missing", "1, swap, record 2 was moved",
			"3, repeat, record 3 stands twice or was moved", "2, rechain, record 3 or 4 was replaced",
			"4, edit, record 5 was changed", "0, remove, record 1 is missing" })
	void whenOneRecordIsManipulatedItIsNamed(int index, String kind, String finding) throws Exception {
		write(this.file, 9);
		List<String> lines = new ArrayList<>(Files.readAllLines(this.file));
		switch (kind) {
			case "remove" -> lines.remove(index);
			case "swap" -> Collections.swap(lines, index, index + 1);
			case "repeat" -> lines.add(index, lines.get(index - 1));
			case "rechain" -> rechain(lines, index, index + 1);
			default -> lines.set(index, lines.get(index).replace("ada", "eve"));
		}
		Files.write(this.file, lines);
		assertThat(verify()).contains("FOUND node-1: " + finding);
	}

	@Test
	void whenOlderFilesAreArchivedTheChainBeginsWithTheRecordThatIsNamed() throws Exception {
		write(this.file, 9);
		List<String> lines = Files.readAllLines(this.file);
		Files.write(this.file, lines.subList(5, 9));
		assertThat(run("--from", "6", this.file.toString())).contains("records 6 to 9 follow each other")
			.doesNotContain("FOUND");
		assertThat(run("--from", "5", this.file.toString())).contains("FOUND node-1: record 5 is missing");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheLogIsAsciiOrItsCollectorWritesEscapesItsNotesAreRead(Format format) throws Exception {
		write(this.file, 5);
		String line = EventFormat.escape(collected(format), LogTrailWriter.NOT_ASCII);
		Path log = this.directory.resolve("collected.log");
		for (String written : List.of(line, line.replace("/", "\\/"),
				line.replace("+", "\\u002B").replace("=", "\\u003d"))) {
			Files.writeString(log, line("\"event\":\"audit_checkpoint\",\"note\":\"\\u00zz\"") + written);
			assertThat(verify(log)).contains("anchored up to 5").doesNotContain("FOUND", "Cannot verify");
		}
	}

	private static String line(String text) {
		return "{" + text + "}\n";
	}

	@Test
	void whenAByteIsNoTextTheRecordIsNamed() throws Exception {
		write(this.file, 3);
		Files.write(checkpoints(), new byte[] { 'M', (byte) 0xfc, '\n' }, StandardOpenOption.APPEND);
		assertThat(verify()).contains("anchored up to 3").doesNotContain("FOUND");
		byte[] bytes = Files.readAllBytes(this.file);
		bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("ada1")] = (byte) 0xff;
		Files.write(this.file, bytes);
		assertThat(verify()).contains("FOUND node-1: record 2 was changed");
	}

	@Test
	void whenNothingIsLeftToVerifySaysSo() throws Exception {
		write(this.file, 5);
		assertThat(run("--instance", "node-2", this.file.toString())).contains("Cannot verify",
				"no record of 'node-2'");
		Files.writeString(this.file, "");
		assertThat(run(this.file.toString())).contains("Cannot verify", "no record");
	}

	private String collected(Format format) {
		return line(format, new SecurityEventType("audit_checkpoint", Outcome.SUCCESS), null,
				Map.of("note", this.published.get(0)));
	}

	private static String line(Format format, SecurityEventType type, String userAgent, Map<String, Object> details) {
		return "INFO "
				+ TrailRecord
					.of(new SecurityEvent(Instant.EPOCH, type, null, null, null, null, null,
							new RequestDetails("1", "192.0.2.1", "GET", "/api-security-audit/1", null, Map.of(),
									userAgent),
							details), new EventFormat(format, "shop", () -> "node-1"))
					.json()
				+ "\n";
	}

	@Test
	void whenCheckpointIsForgedItAnchorsNothing() throws Exception {
		write(this.file, 5);
		Files.writeString(checkpoints(), Files.readString(checkpoints()).replace("\n5\n", "\n4\n"));
		assertThat(verify()).contains("checkpoint 1 is not signed with this key", "not anchored");
		this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		Files.delete(checkpoints());
		write(this.file, 1);
		assertThat(verify()).contains("checkpoint 1 is not signed with this key", "not anchored");
	}

	@Test
	void whenTrailIsManipulatedAtRandomEachManipulationIsFound() throws Exception {
		write(this.file, 40);
		Path checkpoints = Files.move(checkpoints(), this.directory.resolve("elsewhere.txt"));
		try (FileTrailWriter writer = writer(this.file, false, null)) {
			writer.write(records(40, 5), "batch");
		}
		List<String> original = Files.readAllLines(this.file);
		AuditTrailVerifier untouched = verifier(checkpoints, original);
		assertThat(untouched.verify()).singleElement().asString().contains("anchored up to 40");
		assertThat(untouched.findings()).isEmpty();
		long seed = Long.getLong("audit.seed", System.nanoTime());
		Random random = new Random(seed);
		int tail = 0;
		for (int i = 0; i < MANIPULATIONS; i++) {
			List<String> manipulated = new ArrayList<>(original);
			String finding = manipulate(manipulated, random);
			if (manipulated.equals(original)) {
				continue;
			}
			AuditTrailVerifier verifier = verifier(checkpoints, manipulated);
			String result = String.join("\n", verifier.verify());
			boolean anchored = manipulated.size() < 40 || !manipulated.subList(0, 40).equals(original.subList(0, 40));
			if (anchored) {
				assertThat(verifier.findings()).as("seed %d, manipulation %d", seed, i).isNotEmpty();
				assertThat(verifier.findings().get(0)).as("seed %d, manipulation %d", seed, i).containsPattern(finding);
			}
			else {
				tail++;
				assertThat(result).as("seed %d, manipulation %d", seed, i).contains("anchored up to 40");
			}
		}
		assertThat(tail).isLessThan(MANIPULATIONS / 2);
	}

	// What is done, and what the first finding has to say of it.
	private static String manipulate(List<String> lines, Random random) {
		int index = random.nextInt(lines.size());
		int other = random.nextInt(lines.size());
		int first = Math.min(index, other) + 1;
		switch (random.nextInt(8)) {
			case 0 -> {
				char[] line = lines.get(index).toCharArray();
				line[random.nextInt(line.length)] ^= (char) (1 << random.nextInt(7));
				lines.set(index, new String(line));
				return "audit.jsonl:" + (index + 1) + "\\b|record " + (index + 1) + " is missing";
			}
			case 1 -> {
				lines.remove(index);
				return "record " + (index + 1) + " is missing";
			}
			case 2 -> {
				Collections.swap(lines, index, other);
				return "record " + first + " was moved";
			}
			case 3 -> {
				lines.subList(index, lines.size()).clear();
				return (index > 0) ? "records " + (index + 1) + " to 40 were cut off" : "no record is left of 40";
			}
			case 4 -> {
				lines.add(other, lines.get(index));
				return (index > other) ? "record " + first + " was moved"
						: "record " + (index + 1) + " stands twice or was moved";
			}
			case 5 -> {
				lines.set(index, lines.get(other));
				return (other > index) ? "record " + first + " is missing"
						: "record " + first + " stands twice or was moved";
			}
			case 6 -> {
				rechain(lines, index, lines.size());
				return "rewritten at or before record 40, after record 0";
			}
			default -> {
				int end = Math.min(lines.size(), index + 1 + random.nextInt(5));
				rechain(lines, index, end);
				return (end < lines.size()) ? "record " + end + " or " + (end + 1) + " was replaced" : "rewritten";
			}
		}
	}

	// What can be done by who knows how records are made, and has the signing key: no
	// checkpoint that is elsewhere says so.
	private static void rechain(List<String> lines, int from, int to) {
		RecordChain chain = RecordChain.begin("node-1");
		for (int i = 0; i < to; i++) {
			Map<?, ?> record = (Map<?, ?>) CanonicalJson.read(lines.get(i));
			String event = CanonicalJson.write(record.get("event"));
			String changed = (i < from) ? event : event.replace("ada", "eve");
			Map<String, Object> next = chain.record(CanonicalJson.read(changed), Map.of());
			chain = chain.after(next);
			if (i >= from) {
				lines.set(i, CanonicalJson.write(next));
			}
		}
	}

	private AuditTrailVerifier verifier(Path checkpoints, List<String> lines) throws IOException {
		AuditTrailVerifier verifier = new AuditTrailVerifier(1, Set.of());
		verifier.readCheckpoints("elsewhere", Files.readString(checkpoints), this.keys.getPublic());
		verifier.readRecords("audit.jsonl", (lines.isEmpty()) ? "" : String.join("\n", lines) + "\n");
		return verifier;
	}

	private String verify(Path... checkpoints) throws IOException {
		List<String> args = new ArrayList<>(List.of("--public-key", this.directory.resolve("public.pem").toString()));
		for (Path path : (checkpoints.length > 0) ? checkpoints : new Path[] { checkpoints() }) {
			args.addAll(List.of("--checkpoints", path.toString()));
		}
		files().forEach((path) -> args.add(path.toString()));
		Collections.shuffle(args.subList(4, args.size()));
		return run(args.toArray(new String[0]));
	}

	private static String run(String... args) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int code = AuditTrailVerifier.run(args, new PrintStream(out, true, StandardCharsets.UTF_8));
		String text = out.toString(StandardCharsets.UTF_8);
		assertThat(code).as(text).isEqualTo(text.startsWith("Cannot verify") ? 2 : text.contains("FOUND") ? 1 : 0);
		return text;
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return new ArrayList<>(new HashSet<>(files.filter((path) -> path.toString().endsWith(".jsonl")).toList()));
		}
	}

	private Path checkpoints() {
		return this.directory.resolve("audit.jsonl.checkpoints");
	}

	private void write(Path path, int count) throws Exception {
		try (FileTrailWriter writer = writer(path, false, signer())) {
			writer.write(records(0, count), "batch");
		}
	}

	private FileTrailWriter writer(Path path, boolean durable, CheckpointSigner signer) throws IOException {
		return new FileTrailWriter(path, "node-1", new FileTrailWriter.Options(1_000_000, List.of(), durable, true),
				signer);
	}

	private CheckpointSigner signer() throws Exception {
		return new CheckpointSigner(this.keys, checkpoints(), Duration.ofHours(1), this.published::add,
				Clock.systemUTC());
	}

	private static List<TrailRecord> records(int from, int count) {
		EventFormat format = new EventFormat(Format.OWASP, "shop", () -> "node-1");
		TrailRecord[] records = new TrailRecord[count];
		Arrays.setAll(records, (index) -> TrailRecord.of(new SecurityEvent(Instant.EPOCH.plusSeconds(from + index),
				SecurityEventType.ACCESS_DENIED, "role", "ada" + (from + index), "https://issuer.example.com", "token",
				null, new RequestDetails("request", "192.0.2.1", "GET", "/path", "/path", Map.of(), "agent \u00e9"),
				Map.of("rule", 1)), format));
		return List.of(records);
	}

	private CheckpointSigner newSigner() {
		try {
			return signer();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	class Disk extends FileTrailWriter {

		boolean full;

		int forced;

		Disk() throws IOException {
			super(AuditTrailVerifierTests.this.file, "node-1", new Options(1_000_000, List.of(), true, true),
					newSigner());
		}

		@Override
		void force(FileChannel file) throws IOException {
			if (this.full) {
				throw new IOException("No space left on device");
			}
			this.forced++;
			super.force(file);
		}

	}

}
