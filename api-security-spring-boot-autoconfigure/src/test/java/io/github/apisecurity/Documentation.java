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

package io.github.apisecurity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pages that people read, and the code in them.
 */
public final class Documentation {

	private static final Path ROOT = Path.of("..");

	private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w+)\n(.*?)^```$", Pattern.DOTALL);

	private Documentation() {
	}

	/**
	 * Return the README and all pages.
	 * @return the files
	 */
	public static List<Path> pages() {
		try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages)
				.filter((page) -> page.toString().endsWith(".md"))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static Path page(String name) {
		return ROOT.resolve("docs").resolve(name);
	}

	/**
	 * Return the blocks of all pages that are written in a language.
	 * @param language the language
	 * @return the blocks
	 */
	public static List<Block> blocks(String language) {
		return pages().stream().flatMap((page) -> blocks(page, language).stream()).toList();
	}

	public static List<Block> blocks(Path page, String language) {
		String text = read(page);
		return BLOCK.matcher(text)
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> new Block(page, line(text, block), block.group(2)))
			.toList();
	}

	private static int line(String text, MatchResult block) {
		return (int) text.substring(0, block.start(2)).lines().count() + 1;
	}

	public static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Code in a page.
	 *
	 * @param page the page
	 * @param line the number of its first line
	 * @param text the code
	 */
	public record Block(Path page, int line, String text) {

		@Override
		public String toString() {
			return this.page.getFileName() + ":" + this.line;
		}

	}

}
