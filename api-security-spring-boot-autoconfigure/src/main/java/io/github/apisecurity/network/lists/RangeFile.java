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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.network.IpRangeTable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ResourceUtils;

/**
 * Ranges of a file, one a line. It is read again when it has changed: what cannot be used
 * then leaves the ranges that were known, since a list must not become empty by accident.
 */
class RangeFile extends RangeSource {

	private static final Log log = LogFactory.getLog(RangeFile.class);

	private final String property;

	private final Path path;

	private @Nullable Object seen;

	RangeFile(String property, String location) {
		super(IpRangeTable.EMPTY);
		this.property = property;
		try {
			this.path = ResourceUtils.getFile(location).toPath();
			this.seen = version();
			this.table = IpRangeTable.of(read(null));
		}
		catch (IOException ex) {
			throw new InvalidConfigurationPropertyValueException(property, location,
					"Name a file that can be read, with an address or a range a line.", ex);
		}
	}

	@Override
	Duration interval() {
		return Duration.ofSeconds(1);
	}

	@Override
	void read() throws IOException {
		Object before = this.seen;
		// When it is there again it is as good as changed.
		this.seen = null;
		Object version = version();
		if (!version.equals(before)) {
			reload();
		}
		this.seen = version;
	}

	@Override
	public String toString() {
		return "'" + this.path + "' of '" + this.property + "'";
	}

	private void reload() throws IOException {
		List<String> refused = new ArrayList<>();
		IpRangeTable changed = IpRangeTable.of(read(refused));
		if (!refused.isEmpty()) {
			log.warn(refused.size() + " lines of '" + this.path + "' are no range and left out, the first: "
					+ refused.get(0));
		}
		if (changed.size() == 0 && this.table.size() > 0) {
			log.warn(this + " has become empty, what was known goes on. Remove it from the property to do without it.");
			return;
		}
		this.table = changed;
		log.info(this + " has changed: " + changed.size() + " ranges");
	}

	private Object version() throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(this.path, BasicFileAttributes.class);
		return List.of(attributes.lastModifiedTime(), attributes.size());
	}

	private List<IpRange> read(@Nullable List<String> refused) throws IOException {
		List<IpRange> ranges = new ArrayList<>();
		List<String> lines = Files.readAllLines(this.path);
		for (int i = 0; i < lines.size(); i++) {
			// Published lists have comments behind ';' or '#'.
			String text = lines.get(i).split("[#;]", 2)[0].strip();
			try {
				if (!text.isEmpty()) {
					ranges.add(IpRange.parse(this.property + " line " + (i + 1) + " of " + this.path, text));
				}
			}
			catch (InvalidConfigurationPropertyValueException ex) {
				if (refused == null) {
					throw ex;
				}
				refused.add("line " + (i + 1));
			}
		}
		return ranges;
	}

}
