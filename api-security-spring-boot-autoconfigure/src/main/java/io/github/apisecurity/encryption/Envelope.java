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

package io.github.apisecurity.encryption;

import java.util.Base64;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Text of an encrypted value, which has exactly one spelling.
 *
 * @param keyId the id of the key, as it stands there
 * @param subjectKeyId the id of the key of a person, {@code null} for a value of no
 * person
 * @param payload initialization vector, encrypted value and tag
 */
record Envelope(String keyId, @Nullable String subjectKeyId, byte[] payload) {

	static final String VERSION = "aps1";

	private static final String PLAIN = VERSION + ".g.";

	private static final String SUBJECT = VERSION + ".s.";

	private static final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9-]{1,32}");

	private static final Pattern SUBJECT_KEY_ID = Pattern.compile("[0-9a-f]{32}");

	static boolean isKeyId(String id) {
		return KEY_ID.matcher(id).matches();
	}

	static boolean isEnvelope(String text) {
		return text.startsWith(VERSION + ".");
	}

	static String header(String keyId, @Nullable String subjectKeyId) {
		return (subjectKeyId != null) ? SUBJECT + keyId + "." + subjectKeyId + "." : PLAIN + keyId + ".";
	}

	/**
	 * Read an envelope.
	 * @param text the text
	 * @return the envelope, or {@code null} if it is none
	 */
	static @Nullable Envelope parse(String text) {
		String[] parts = text.split("\\.", 6);
		boolean subject = parts.length == 5 && text.startsWith(SUBJECT) && SUBJECT_KEY_ID.matcher(parts[3]).matches();
		byte[] payload = (subject || parts.length == 4 && text.startsWith(PLAIN)) ? decode(parts[parts.length - 1])
				: null;
		return (payload != null) ? new Envelope(parts[2], subject ? parts[3] : null, payload) : null;
	}

	// The decoder of the JDK takes padding, and does not look at the bits that are left
	// over.
	private static byte @Nullable [] decode(String text) {
		try {
			byte[] payload = Base64.getUrlDecoder().decode(text);
			return (!text.isEmpty() && encode(payload).equals(text)) ? payload : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	static String encode(byte[] bytes) {
		return encoder.encodeToString(bytes);
	}

}
