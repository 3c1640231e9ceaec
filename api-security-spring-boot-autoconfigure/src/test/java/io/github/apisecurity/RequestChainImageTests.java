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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/request-chain.svg} is the picture of the table in
 * {@code docs/request-chain.md}. Run with {@code -Ddocs.update=true} to draw it anew.
 */
class RequestChainImageTests {

	private static final Path IMAGE = Documentation.page("request-chain.svg");

	private static final int ROW = 27;

	@Test
	void pictureIsThatOfTheTable() throws Exception {
		String expected = draw(links());
		if (Boolean.getBoolean("docs.update")) {
			Files.writeString(IMAGE, expected);
		}
		assertThat(IMAGE).as("run the build with -Ddocs.update=true").hasContent(expected);
	}

	private static List<Link> links() {
		return Documentation.read(Documentation.page("request-chain.md"))
			.lines()
			.filter((line) -> line.matches("\\| \\d+[a-z]? \\|.*"))
			.map((line) -> line.split("\\|"))
			.map((cells) -> new Link(cells[1].strip(), title(cells[2]), text(cells[4]), text(cells[5])))
			.toList();
	}

	private static String title(String cell) {
		return text(cell).replaceAll("(, see|:|, before|, while|, and those|, or of).*", "");
	}

	private static String text(String cell) {
		return cell.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "").strip();
	}

	private static String draw(List<Link> links) {
		int height = (links.size() + 2) * ROW + 6;
		StringBuilder svg = new StringBuilder("""
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 %1$d" width="900" height="%1$d" role="img"
					aria-label="The links of the request chain and what each refuses with">
				<style>
				text { font: 13px sans-serif; fill: #1f2328 }
				.feature { fill: #0550ae }
				.refusal { fill: #a40e26 }
				line { stroke: #6e7781; stroke-width: 2 }
				circle { fill: #ffffff; stroke: #6e7781; stroke-width: 2 }
				.controller { fill: #dafbe1 }
				</style>
				<rect width="900" height="%1$d" rx="6" fill="#ffffff" stroke="#d0d7de"/>
				<text x="52" y="%2$d">Request</text>
				<line x1="28" y1="%3$d" x2="28" y2="%4$d"/>
				""".formatted(height, ROW - 6, ROW / 2 + 4, height - ROW / 2 - 4));
		for (int i = 0; i < links.size(); i++) {
			svg.append(links.get(i).draw((i + 1) * ROW + ROW / 2 + 3));
		}
		return svg.append("<text x=\"52\" y=\"%d\">Response</text>\n</svg>\n".formatted(height - 10)).toString();
	}

	private record Link(String number, String title, String feature, String refusal) {

		String draw(int y) {
			return """
					<circle cx="28" cy="%1$d" r="11"%2$s/><text x="28" y="%3$d" text-anchor="middle">%4$s</text>
					<text x="52" y="%3$d">%5$s</text><text x="500" y="%3$d" class="feature">%6$s</text>\
					<text x="700" y="%3$d" class="refusal">%7$s</text>
					""".formatted(y, this.title.equals("The controller") ? " class=\"controller\"" : "", y + 5,
					this.number, HtmlUtils.htmlEscape(this.title), HtmlUtils.htmlEscape(shorten(this.feature)),
					this.refusal.isEmpty() ? "" : "→ " + HtmlUtils.htmlEscape(shorten(this.refusal)));
		}

		private static String shorten(String text) {
			return text.replaceAll(" gives.*|, or the.*| with a challenge|(?<=503).*", "");
		}

	}

}
