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

package io.github.apisecurity.validation.text;

import io.github.apisecurity.validation.text.SafeHtml.Profile;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document.OutputSettings;
import org.jsoup.safety.Safelist;

/**
 * Removes what is not in a profile of {@link SafeHtml @SafeHtml}, for markup that cannot
 * be refused. Needs jsoup.
 *
 * @since 0.1.0
 */
public final class SafeHtmlSanitizer {

	private SafeHtmlSanitizer() {
	}

	/**
	 * Return the markup without what is not in the profile.
	 * @param html the markup
	 * @param profile the profile
	 * @return markup that is valid for the profile
	 */
	public static String sanitize(String html, Profile profile) {
		return Jsoup.clean(html, "", safelist(profile), new OutputSettings().prettyPrint(false));
	}

	static boolean isValid(String html, Profile profile) {
		// No profile has comments, declarations or instructions. The parser takes a CDATA
		// section for text, of which a browser shows what follows the first bracket.
		return !html.contains("<!") && !html.contains("<?") && Jsoup.isValid(html, safelist(profile));
	}

	private static Safelist safelist(Profile profile) {
		return switch (profile) {
			case FORMATTING -> Safelist.simpleText();
			case BASIC -> Safelist.basic().removeProtocols("a", "href", "ftp");
			case RELAXED -> Safelist.relaxed().removeProtocols("a", "href", "ftp");
		};
	}

}
