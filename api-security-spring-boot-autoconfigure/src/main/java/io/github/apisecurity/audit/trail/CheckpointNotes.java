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

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds the notes of checkpoints in any text: as they stand beside a trail, and in the
 * lines of other sinks.
 */
final class CheckpointNotes {

	/**
	 * A member of JSON, which nobody can write into the value of another one.
	 */
	private static final Pattern NOTE = Pattern
		.compile("(?<!\\\\)\"note\"\\s*:\\s*(\"(?:[^\"\\\\]++|\\\\(?:u[0-9a-fA-F]{4}|[^u])){1,64}+\")");

	private static final Pattern EVENT = Pattern
		.compile("(?<!\\\\)\"(?:event|action|event_code)\"\\s*:\\s*\"" + Checkpoint.EVENT + '"');

	private CheckpointNotes() {
	}

	static List<String> find(String text) {
		List<String> notes = new ArrayList<>(Checkpoint.NOTE.matcher(text).results().map(MatchResult::group).toList());
		text.lines()
			.filter((line) -> EVENT.matcher(line).find())
			.flatMap((line) -> NOTE.matcher(line).results())
			.map((note) -> CanonicalJson.readText(note.group(1)))
			.filter((note) -> Checkpoint.NOTE.matcher(note).matches())
			.forEach(notes::add);
		return notes;
	}

}
