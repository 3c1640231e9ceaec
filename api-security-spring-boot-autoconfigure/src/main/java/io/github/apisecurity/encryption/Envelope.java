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

import java.util.Arrays;
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
		boolean subject = text.startsWith(SUBJECT);
		int end = text.indexOf('.', PLAIN.length());
		int last = text.lastIndexOf('.');
		String subjectKeyId = (subject && last > end) ? text.substring(end + 1, last) : null;
		boolean valid = (subject) ? subjectKeyId != null && SUBJECT_KEY_ID.matcher(subjectKeyId).matches()
				: text.startsWith(PLAIN) && last == end;
		byte[] payload = (valid) ? decode(text.substring(last + 1)) : null;
		return (payload != null) ? new Envelope(text.substring(PLAIN.length(), end), subjectKeyId, payload) : null;
	}

	// The decoder of the JDK takes padding, and does not look at the bits that are left
	// over.
	private static byte @Nullable [] decode(String text) {
		try {
			byte[] payload = Base64.getUrlDecoder().decode(text);
			byte[] last = Arrays.copyOfRange(payload, payload.length - payload.length % 3, payload.length);
			return (payload.length != 0 && text.endsWith(encode(last))) ? payload : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	static String encode(byte[] bytes) {
		return encoder.encodeToString(bytes);
	}

}
