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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link TrailWriter} for a file of records that are chained. It goes on where the last
 * process has ended, and begins another file when one is large.
 */
class FileTrailWriter implements TrailWriter {

	private static final Log log = LogFactory.getLog(FileTrailWriter.class);

	private static final int SALT_LENGTH = 16;

	private final SecureRandom random = new SecureRandom();

	private final Path path;

	private final String stem;

	private final String extension;

	private final Options options;

	private final @Nullable CheckpointSigner signer;

	private final FileChannel lock;

	private FileChannel channel;

	private RecordChain chain;

	private volatile boolean unsigned;

	FileTrailWriter(Path path, String instance, Options options, @Nullable CheckpointSigner signer) throws IOException {
		this.path = path.toAbsolutePath();
		String name = this.path.getFileName().toString();
		int dot = (name.lastIndexOf('.') > 0) ? name.lastIndexOf('.') : name.length();
		this.stem = name.substring(0, dot);
		this.extension = name.substring(dot);
		this.options = options;
		this.signer = signer;
		Files.createDirectories(this.path.getParent());
		this.lock = lock();
		try {
			this.channel = open();
			this.chain = resume(instance);
		}
		catch (IOException ex) {
			this.lock.close();
			throw ex;
		}
	}

	// Whoever in the process closes the file that is locked gives up the lock, so that
	// it is that of a file which nobody reads.
	private FileChannel lock() throws IOException {
		FileChannel opened = FileChannel.open(this.path.resolveSibling(this.path.getFileName() + ".lock"),
				StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			if (opened.tryLock() != null) {
				return opened;
			}
		}
		catch (OverlappingFileLockException ex) {
			// Another context of this process.
		}
		opened.close();
		throw new IOException("Another process, or another application context of this one, writes it: one file is for"
				+ " one of them, as with its own path in each test");
	}

	private RecordChain resume(String instance) throws IOException {
		RecordChain last = TrailFileEnd.last(this.channel);
		if (last == null) {
			try (Stream<Path> files = Files.list(this.path.getParent())) {
				for (Path newest : files.filter(this::isRolled).sorted(Comparator.reverseOrder()).toList()) {
					last = (last != null) ? last : TrailFileEnd.last(newest);
				}
			}
		}
		if (last != null && !last.instance().equals(instance)) {
			String other = "holds the chain of '" + last.instance() + "', and this is '" + instance + "'";
			if (this.options.named()) {
				throw new IOException(
						"It " + other + ": one file is for one node, whose name is 'api-security.audit.instance'");
			}
			log.info("The audit trail " + this.path + ' ' + other + ": it goes on under the name that it has");
		}
		return (last != null) ? last : RecordChain.begin(instance);
	}

	private FileChannel open() throws IOException {
		FileChannel opened = FileChannel.open(this.path, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		// What was being written when the process ended never was a record.
		long end = TrailFileEnd.startOfLine(opened, opened.size());
		if (end < opened.size()) {
			log.warn("The audit trail " + this.path + " ended within a record, which is removed");
			opened.truncate(end);
		}
		opened.position(end);
		return opened;
	}

	private boolean isRolled(Path file) {
		return file.getFileName()
			.toString()
			.matches(Pattern.quote(this.stem) + "-\\d{15}" + Pattern.quote(this.extension));
	}

	@Override
	public void write(List<TrailRecord> batch, String id) throws IOException {
		if (this.channel.position() >= this.options.maxSize()) {
			roll();
		}
		StringBuilder lines = new StringBuilder();
		RecordChain next = this.chain;
		for (TrailRecord record : batch) {
			Map<String, List<String>> erasable = new TreeMap<>();
			String event = CanonicalJson.write(commit(record.document(), "", erasable));
			Map<String, Object> written = next.record(new CanonicalJson.Written(event), erasable);
			lines.append(CanonicalJson.write(written)).append('\n');
			next = next.after(written);
		}
		append(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
		this.chain = next;
		sign(false);
	}

	// What is written stays so without a checkpoint, and has one with the next.
	private void sign(boolean now) {
		try {
			if (this.signer != null) {
				this.unsigned = !this.signer.sign(this.chain, now) && this.unsigned;
			}
		}
		catch (IOException ex) {
			if (!this.unsigned) {
				log.warn("The audit trail " + this.path + " has no checkpoint of record " + this.chain.sequence() + ": "
						+ ex);
			}
			this.unsigned = true;
		}
	}

	@Override
	public boolean isFailing() {
		return this.unsigned;
	}

	private void append(ByteBuffer bytes) throws IOException {
		long position = this.channel.position();
		try {
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
			if (this.options.durable()) {
				force(this.channel);
			}
		}
		catch (Throwable ex) {
			// Half of a batch would break the chain.
			this.channel.truncate(position);
			this.channel.position(position);
			throw ex;
		}
	}

	void force(FileChannel file) throws IOException {
		file.force(false);
	}

	private void roll() throws IOException {
		force(this.channel);
		if (Files.exists(this.path)) {
			Files.move(this.path, this.path.resolveSibling(
					this.stem + String.format(Locale.ROOT, "-%015d", this.chain.sequence()) + this.extension));
		}
		FileChannel full = this.channel;
		this.channel = open();
		full.close();
	}

	private Map<String, Object> commit(Map<?, ?> document, String prefix, Map<String, List<String>> erasable) {
		Map<String, Object> committed = new TreeMap<>();
		document.forEach((name, value) -> {
			String path = prefix + name;
			if (this.options.personal().contains(path)) {
				byte[] salt = new byte[SALT_LENGTH];
				this.random.nextBytes(salt);
				String text = Base64.getEncoder().encodeToString(salt);
				erasable.put(path, List.of(text, String.valueOf(value)));
				committed.put(String.valueOf(name), RecordChain.commitment(path, text, value));
			}
			else {
				committed.put(String.valueOf(name),
						(value instanceof Map<?, ?> nested) ? commit(nested, path + '.', erasable) : value);
			}
		});
		return committed;
	}

	@Override
	public void idle(boolean end) {
		sign(end);
	}

	@Override
	public void close() throws IOException {
		try {
			force(this.channel);
			sign(true);
		}
		finally {
			this.channel.close();
			this.lock.close();
		}
	}

	/**
	 * How records are written.
	 *
	 * @param maxSize the size after which another file is begun, in bytes
	 * @param personal the members that may be erased
	 * @param durable whether each batch is forced to the disk
	 * @param named whether the application names the node, which then has to be that of
	 * the file
	 */
	record Options(long maxSize, Collection<String> personal, boolean durable, boolean named) {

	}

}
