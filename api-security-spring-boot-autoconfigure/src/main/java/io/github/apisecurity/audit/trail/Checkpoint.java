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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a node vouches for: the number and hash of a record, and so all records before it.
 * A signed note of C2SP, whose first line is the name of the chain, the second the
 * number, the third the hash and the fourth the time. The hash is that of a chain and not
 * the root of a Merkle tree.
 *
 * @see <a href="https://c2sp.org/signed-note">C2SP signed note</a>
 */
final class Checkpoint {

	static final String EVENT = "audit_checkpoint";

	private static final String ORIGIN = "api-security-audit/";

	private static final int ID_LENGTH = 4;

	private static final int SIGNATURE_LENGTH = 64;

	private static final Pattern NOTE = Pattern.compile("api-security-audit/([^\n]+)\n([1-9][0-9]{0,17})\n"
			+ "([A-Za-z0-9+/]{43}=)\n([^\n]+)\n\n\u2014 ([^\n ]+) ([A-Za-z0-9+/]{91}=)(?:\n|\\z)");

	/**
	 * A member of JSON, which nobody can write into the value of another one.
	 */
	private static final Pattern MEMBER = Pattern
		.compile("(?<!\\\\)\"note\"\\s*:\\s*(\"(?:[^\"\\\\]++|\\\\(?:u[0-9a-fA-F]{4}|[^u])){1,64}+\")");

	private static final Pattern MEMBER_OF = Pattern
		.compile("(?<!\\\\)\"(?:event|action|event_code)\"\\s*:\\s*\"" + EVENT + '"');

	private static final HexFormat hex = HexFormat.of();

	private Checkpoint() {
	}

	static String sign(RecordChain chain, KeyPair keys, Instant time) throws GeneralSecurityException {
		String text = ORIGIN + chain.instance() + '\n' + chain.sequence() + '\n'
				+ Base64.getEncoder().encodeToString(hex.parseHex(chain.hash())) + '\n' + time + '\n';
		String name = name(chain.instance());
		byte[] signed = ByteBuffer.allocate(ID_LENGTH + SIGNATURE_LENGTH)
			.put(keyId(name, keys.getPublic()))
			.put(Ed25519Pem.sign(keys.getPrivate(), text.getBytes(StandardCharsets.UTF_8)))
			.array();
		return text + "\n\u2014 " + name + ' ' + Base64.getEncoder().encodeToString(signed) + '\n';
	}

	/**
	 * Read a signed note.
	 * @param note the note
	 * @param key the key it has to be signed with
	 * @return where it says that the chain stood, {@code null} when the signature is not
	 * one of the key
	 */
	static @Nullable RecordChain verify(String note, PublicKey key) {
		Matcher matcher = NOTE.matcher(note);
		if (!matcher.matches()) {
			return null;
		}
		try {
			byte[] signed = Base64.getDecoder().decode(matcher.group(6));
			String name = name(matcher.group(1));
			byte[] text = note.substring(0, note.indexOf("\n\n") + 1).getBytes(StandardCharsets.UTF_8);
			boolean valid = signed.length == ID_LENGTH + SIGNATURE_LENGTH && matcher.group(5).equals(name)
					&& Arrays.equals(keyId(name, key), Arrays.copyOf(signed, ID_LENGTH))
					&& Ed25519Pem.verify(key, text, Arrays.copyOfRange(signed, ID_LENGTH, signed.length));
			return (valid) ? new RecordChain(matcher.group(1), Long.parseLong(matcher.group(2)),
					hex.formatHex(Base64.getDecoder().decode(matcher.group(3)))) : null;
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Find signed notes in any text: as they stand beside a trail, and in the lines of
	 * other sinks.
	 * @param text the text
	 * @return the notes
	 */
	static List<String> find(String text) {
		return Stream
			.concat(NOTE.matcher(text).results().map(MatchResult::group),
					text.lines()
						.filter((line) -> MEMBER_OF.matcher(line).find())
						.flatMap((line) -> MEMBER.matcher(line).results())
						.map((note) -> CanonicalJson.readText(note.group(1)))
						.filter((note) -> NOTE.matcher(note).matches()))
			.toList();
	}

	// A name has neither white space nor plus signs.
	private static String name(String instance) {
		return ORIGIN + instance.replaceAll("[\\s+]", "_");
	}

	static byte[] keyId(String name, PublicKey key) throws GeneralSecurityException {
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		digest.update(name.getBytes(StandardCharsets.UTF_8));
		digest.update(new byte[] { '\n', 1 });
		byte[] encoded = key.getEncoded();
		digest.update(encoded, encoded.length - 32, 32);
		return Arrays.copyOf(digest.digest(), ID_LENGTH);
	}

}
