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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.DecryptionException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AesGcmFieldCipher}.
 */
class AesGcmFieldCipherTests {

	private static final EncryptedColumn COLUMN = new EncryptedColumn("customer", "national_id");

	private static final Map<String, byte[]> KEYS = Map.of("k1", key(1), "k2", key(2));

	private final List<String> events = new ArrayList<>();

	private final SecurityEventPublisher publisher = (type, reason, details) -> this.events
		.add(type.id() + " " + reason + " " + new TreeMap<>(details));

	private @Nullable String tenant;

	private final MemorySubjectKeys subjectKeys = new MemorySubjectKeys();

	private EncryptionKeys keys = new EncryptionKeys("k1", KEYS, "k1");

	private final AesGcmFieldCipher cipher = cipher(false);

	static byte[] key(int seed) {
		byte[] key = new byte[32];
		new Random(seed).nextBytes(key);
		return key;
	}

	private AesGcmFieldCipher cipher(boolean acceptPlaintext) {
		return new AesGcmFieldCipher(() -> this.keys, () -> this.tenant, this.subjectKeys, acceptPlaintext,
				this.publisher);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "12345678901", "Müller 😀", "aps1.g.k1.x" })
	void whenEncryptedDecryptsToTheSameText(String value) {
		String envelope = this.cipher.encrypt(COLUMN, value);
		assertThat(envelope).startsWith("aps1.g.k1.").isNotEqualTo(this.cipher.encrypt(COLUMN, value));
		assertThat(this.cipher.decrypt(COLUMN, envelope)).isEqualTo(value);
	}

	// Every later release must read these.
	@ParameterizedTest
	@CsvSource(
			textBlock = """
					, aps1.g.k1.z7aZe4z1d1t7P4nyAUtFnI15nUZk01sL_DVIxm19EOC6t_9zqXBz, 12345678901
					, aps1.g.k1.c4Y-l5GOyv58_R7RKW4WtBEpuJQ_RIjktjavCQ, ''
					, aps1.g.k1.fvqnEFvZ7y8LsLFEJEc69Y6MPflnGovLz2lnN4Ji2_WECyFBC1P7fg, Müller 😀
					, aps1.s.k1.00112233445566778899aabbccddeeff.-8k9KGZ58aGUTnfEVEVGYNu1v8jBL3UMWolCEy7YKG4DkmtohhGi, 12345678901
					t1, aps1.g.k1.97OEJEaIpqG-gblY08BR--LV3daxykMAjQGE__efCR7KE8p7zJ24, 12345678901
					t1, aps1.s.k1.00112233445566778899aabbccddeeff.K8hI-gG3-dC4X-j15cBhlfl4BG5VDT61rbqtSsB4SCq_DkEhHlpl, 12345678901
					""")
	void whenEnvelopeIsOfAnEarlierReleaseDecrypts(@Nullable String tenant, String envelope, String value) {
		this.tenant = tenant;
		this.subjectKeys.add("p1", "00112233445566778899aabbccddeeff", key(3));
		assertThat(this.cipher.decrypt(COLUMN, envelope)).isEqualTo(value);
	}

	@Test
	void whenIndexIsOfAnEarlierReleaseIsTheSame() {
		assertThat(this.cipher.index(COLUMN, "12345678901")).isEqualTo("QOwvmD8XIKTle4vgnCPRyw");
		this.tenant = "t1";
		assertThat(this.cipher.index(COLUMN, "12345678901")).isEqualTo("V9fySepinqoYGDlnuIrzwA");
	}

	@Test
	void whenValueIsMovedToAnotherColumnTableOrTenantDoesNotDecrypt() {
		String envelope = this.cipher.encrypt(COLUMN, "12345678901");
		refused(Reason.NOT_AUTHENTIC, new EncryptedColumn("customer", "tax_id"), envelope);
		refused(Reason.NOT_AUTHENTIC, new EncryptedColumn("supplier", "national_id"), envelope);
		refused(Reason.NOT_AUTHENTIC, new EncryptedColumn("customernational", "_id"), envelope);
		this.tenant = "t1";
		refused(Reason.NOT_AUTHENTIC, COLUMN, envelope);
		String ofTenant = this.cipher.encrypt(COLUMN, "12345678901");
		this.tenant = "";
		refused(Reason.NOT_AUTHENTIC, COLUMN, ofTenant);
		assertThat(this.events).hasSize(5)
			.allSatisfy((event) -> assertThat(event).startsWith("crypt_decrypt_fail not_authentic {column="));
	}

	@Test
	void whenKeyIdIsAnotherKnownKeyDoesNotDecrypt() {
		String envelope = this.cipher.encrypt(COLUMN, "12345678901");
		refused(Reason.NOT_AUTHENTIC, COLUMN, envelope.replace(".k1.", ".k2."));
	}

	@ParameterizedTest
	@CsvSource({ "aps1.g.k9.AAAA, KEY_UNKNOWN", "aps1.g.k1.AAAA, NOT_AUTHENTIC", "aps1.g.k1., MALFORMED",
			"aps1.g.k1, MALFORMED", "aps1., MALFORMED", "aps1.x.k1.AAAA, MALFORMED", "aps1.g.k1.AAAA=, MALFORMED",
			"aps1.g.k1.AB, MALFORMED", "aps1.g..AAAA, MALFORMED", "aps1.g.k%1.AAAA, MALFORMED",
			"aps1.s.k1.AAAA, MALFORMED", "aps1.s.k1.0123456789abcdef0123456789abcdef.AAAA, KEY_UNKNOWN",
			"aps2.g.k1.AAAA, PLAINTEXT", "12345678901, PLAINTEXT", "'', PLAINTEXT" })
	void whenTextIsNoEnvelopeIsRefused(String text, Reason reason) {
		refused(reason, COLUMN, text);
	}

	@Test
	void whenKeyIdIsForgedIsNotInMessageOrEvent() {
		refused(Reason.MALFORMED, COLUMN, "aps1.g.k1\nINFO forged.AAAA");
		refused(Reason.MALFORMED, COLUMN, "aps1.s.k1\nINFO forged." + "0".repeat(32) + ".AAAA");
		assertThat(this.events).hasSize(2).containsOnly("crypt_decrypt_fail malformed {column=customer.national_id}");
	}

	@Test
	void whenDecryptionFailsTellsKeyAndColumnAndNoValue() {
		String envelope = this.cipher.encrypt(COLUMN, "12345678901");
		assertThatExceptionOfType(DecryptionException.class)
			.isThrownBy(() -> this.cipher.decrypt(COLUMN, envelope.substring(0, envelope.length() - 4)))
			.withMessage("The value in column 'customer.national_id' was changed, or encrypted for another column or "
					+ "tenant (key 'k1')")
			.withNoCause();
		assertThat(this.events)
			.containsExactly("crypt_decrypt_fail not_authentic {column=customer.national_id, key=k1}");
	}

	@Test
	void whenKeyOfAPersonCannotBeHadNothingIsEncryptedAndItIsTold() {
		AesGcmFieldCipher without = new AesGcmFieldCipher(() -> this.keys, () -> null, null, false, this.publisher);
		assertThatIllegalStateException().isThrownBy(() -> without.encrypt(COLUMN, "12345678901", "p1"));
		assertThat(this.events).containsExactly("crypt_encrypt_fail key_unavailable {column=customer.national_id}");
	}

	// At full size with -Dapi-security.mutations=1000000.
	@Test
	void whenEnvelopeIsChangedNeverDecrypts() {
		Random random = new Random(42);
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ \n\u0131";
		String[] envelopes = { this.cipher.encrypt(COLUMN, "1"), this.cipher.encrypt(COLUMN, "12"),
				this.cipher.encrypt(COLUMN, "123"), this.cipher.encrypt(COLUMN, "12345678901", "p1") };
		int count = Integer.getInteger("api-security.mutations", 20_000);
		for (int i = 0; i < count; i++) {
			String envelope = envelopes[i % envelopes.length];
			StringBuilder text = new StringBuilder(envelope);
			for (int change = 0; change <= random.nextInt(3); change++) {
				int position = random.nextInt(text.length());
				char character = alphabet.charAt(random.nextInt(alphabet.length()));
				switch (random.nextInt(4)) {
					case 0 -> text.setCharAt(position, character);
					case 1 -> text.insert(position, character);
					case 2 -> text.append(character);
					default -> text.deleteCharAt(position);
				}
			}
			String changed = text.toString();
			if (!changed.equals(envelope)) {
				assertThatExceptionOfType(DecryptionException.class).as(changed)
					.isThrownBy(() -> this.cipher.decrypt(COLUMN, changed));
			}
			this.events.clear();
		}
	}

	@Test
	void whenKeyIsRotatedWritesWithTheNewOneAndReadsBoth() {
		String old = this.cipher.encrypt(COLUMN, "12345678901");
		this.keys = new EncryptionKeys("k2", KEYS, "k1");
		assertThat(this.cipher.encrypt(COLUMN, "12345678901")).startsWith("aps1.g.k2.");
		assertThat(this.cipher.decrypt(COLUMN, old)).isEqualTo("12345678901");
	}

	@Test
	void whenPlaintextIsAcceptedCountsIt() {
		AesGcmFieldCipher migrating = cipher(true);
		assertThat(migrating.decrypt(COLUMN, "12345678901")).isEqualTo("12345678901");
		assertThat(migrating.forTenant("t1").decrypt(COLUMN, "12345678902")).isEqualTo("12345678902");
		assertThat(migrating.plaintextReads()).isEqualTo(2);
		assertThatExceptionOfType(DecryptionException.class)
			.isThrownBy(() -> migrating.decrypt(COLUMN, "aps1.g.k1.AAAA"));
	}

	@Test
	void whenPersonIsForgottenValuesAreGone() {
		String envelope = this.cipher.encrypt(COLUMN, "12345678901", "p1");
		String other = this.cipher.encrypt(COLUMN, "2", "p2");
		assertThat(envelope).startsWith("aps1.s.k1.").doesNotContain("p1.");
		assertThat(this.cipher.decrypt(COLUMN, envelope)).isEqualTo("12345678901");
		this.subjectKeys.destroy("p1");
		assertThat(this.cipher.decrypt(COLUMN, envelope)).isNull();
		assertThat(this.cipher.decrypt(COLUMN, other)).isEqualTo("2");
		assertThat(this.cipher.decrypt(COLUMN, this.cipher.encrypt(COLUMN, "3", "p1"))).isEqualTo("3");
		assertThat(this.cipher.decrypt(COLUMN, envelope)).isNull();
	}

	@Test
	void whenValueOfAPersonIsGivenTheKeyOfAnotherDoesNotDecrypt() {
		String envelope = this.cipher.encrypt(COLUMN, "1", "p1");
		String id = this.subjectKeys.findOrCreate("p1").id();
		refused(Reason.NOT_AUTHENTIC, COLUMN, envelope.replace(id, this.subjectKeys.findOrCreate("p2").id()));
		refused(Reason.NOT_AUTHENTIC, COLUMN, envelope.replace("aps1.s.", "aps1.g.").replace(id + ".", ""));
	}

	@Test
	void whenValuesAreEqualIndexIsEqualWithinColumnAndTenantOnly() {
		String index = this.cipher.index(COLUMN, "a@example.com");
		assertThat(index).hasSize(22).isEqualTo(this.cipher.index(COLUMN, "a@example.com"));
		assertThat(this.cipher.index(new EncryptedColumn("customer", "phone"), "a@example.com")).isNotEqualTo(index);
		this.keys = new EncryptionKeys("k2", KEYS, "k1");
		assertThat(this.cipher.index(COLUMN, "a@example.com")).isEqualTo(index);
		this.tenant = "t1";
		assertThat(this.cipher.index(COLUMN, "a@example.com")).isNotEqualTo(index);
	}

	@Test
	void whenIndexHasNoKeyIsRefused() {
		this.keys = new EncryptionKeys("k2", KEYS, null);
		assertThatIllegalStateException().isThrownBy(() -> this.cipher.index(COLUMN, "a"))
			.withMessageContaining("api-security.encryption.index-key");
	}

	@Test
	void whenKeyIsWeakIsRefused() {
		byte[] counter = new byte[32];
		for (int i = 0; i < counter.length; i++) {
			counter[i] = (byte) i;
		}
		Map<String, byte[]> weak = Map.of("zero", new byte[32], "counter", counter, "text",
				"correct horse battery staple 123".getBytes(StandardCharsets.UTF_8), "short", new byte[16], "repeated",
				HexFormat.of().parseHex("0123456789abcdef".repeat(4)));
		weak.forEach((id, key) -> assertThatIllegalArgumentException().as(id)
			.isThrownBy(() -> new EncryptionKeys(id, Map.of(id, key), null))
			.withMessageContaining(id));
		assertThat(this.keys.toString()).startsWith("EncryptionKeys[active=k1, keys=[k").hasSize(40);
	}

	private void refused(Reason reason, EncryptedColumn column, String envelope) {
		assertThatExceptionOfType(DecryptionException.class).isThrownBy(() -> this.cipher.decrypt(column, envelope))
			.satisfies((ex) -> {
				assertThat(ex.getReason()).isEqualTo(reason);
				assertThat(ex.getMessage()).doesNotContain("\n", "12345678901");
			});
	}

}
