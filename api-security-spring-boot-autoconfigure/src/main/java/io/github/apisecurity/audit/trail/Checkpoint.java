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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a node vouches for: the number and hash of a record, and so all records before it.
 * A signed note of C2SP, whose first line is the name of the chain, the second the
 * number, the third the hash and the fourth the time. The hash is that of a chain and not
 * the root of a Merkle tree.
 *
 * @param instance the node whose chain it is
 * @param sequence the number of the record
 * @param hash the hash of the record
 * @see <a href="https://c2sp.org/signed-note">C2SP signed note</a>
 */
record Checkpoint(String instance, long sequence, String hash) {

	static final String EVENT = "audit_checkpoint";

	private static final String ORIGIN = "api-security-audit/";

	static final Pattern NOTE = Pattern.compile("api-security-audit/([^\n]+)\n([1-9][0-9]{0,17})\n"
			+ "([A-Za-z0-9+/]{43}=)\n([^\n]+)\n\n\u2014 ([^\n ]+) ([A-Za-z0-9+/]{91}=)(?:\n|\\z)");

	private static final HexFormat hex = HexFormat.of();

	static Checkpoint of(RecordChain chain) {
		return new Checkpoint(chain.instance(), chain.sequence(), chain.hash());
	}

	String sign(KeyPair keys, Instant time) throws GeneralSecurityException {
		String text = ORIGIN + this.instance + '\n' + this.sequence + '\n'
				+ Base64.getEncoder().encodeToString(hex.parseHex(this.hash)) + '\n' + time + '\n';
		byte[] signed = Ed25519Pem.sign(keys.getPrivate(), text.getBytes(StandardCharsets.UTF_8));
		String name = name(this.instance);
		byte[] id = Arrays.copyOf(keyId(name, keys.getPublic()), 4 + signed.length);
		System.arraycopy(signed, 0, id, 4, signed.length);
		return text + "\n\u2014 " + name + ' ' + Base64.getEncoder().encodeToString(id) + '\n';
	}

	/**
	 * Read a signed note.
	 * @param note the note
	 * @param key the key it has to be signed with
	 * @return the checkpoint, {@code null} when the signature is not one of the key
	 */
	static @Nullable Checkpoint verify(String note, PublicKey key) {
		Matcher matcher = NOTE.matcher(note);
		if (!matcher.matches()) {
			return null;
		}
		try {
			byte[] signed = Base64.getDecoder().decode(matcher.group(6));
			String instance = matcher.group(1);
			byte[] text = note.substring(0, note.indexOf("\n\n") + 1).getBytes(StandardCharsets.UTF_8);
			boolean valid = signed.length == 68 && matcher.group(5).equals(name(instance))
					&& Arrays.equals(keyId(name(instance), key), Arrays.copyOf(signed, 4))
					&& Ed25519Pem.verify(key, text, Arrays.copyOfRange(signed, 4, 68));
			return (valid) ? new Checkpoint(instance, Long.parseLong(matcher.group(2)),
					hex.formatHex(Base64.getDecoder().decode(matcher.group(3)))) : null;
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			return null;
		}
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
		return Arrays.copyOf(digest.digest(), 4);
	}

}
