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

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ed25519 keys in PEM, read with the JDK alone. The JDK does not make a public key of a
 * private one, so that a key that signs stands beside its public key.
 */
final class Ed25519Pem {

	private static final String ALGORITHM = "Ed25519";

	private Ed25519Pem() {
	}

	static KeyPair keyPair(String pem) throws GeneralSecurityException {
		KeyPair keys = new KeyPair(publicKey(pem),
				KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(block(pem, "PRIVATE KEY"))));
		byte[] probe = { 1 };
		if (!verify(keys.getPublic(), probe, sign(keys.getPrivate(), probe))) {
			throw new InvalidKeyException("The public key is that of another private key");
		}
		return keys;
	}

	static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
		Signature signature = Signature.getInstance(ALGORITHM);
		signature.initSign(key);
		signature.update(content);
		return signature.sign();
	}

	static boolean verify(PublicKey key, byte[] content, byte[] signed) throws GeneralSecurityException {
		Signature signature = Signature.getInstance(ALGORITHM);
		signature.initVerify(key);
		signature.update(content);
		return signature.verify(signed);
	}

	static PublicKey publicKey(String pem) throws GeneralSecurityException {
		return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(block(pem, "PUBLIC KEY")));
	}

	private static byte[] block(String pem, String type) throws InvalidKeyException {
		Matcher matcher = Pattern.compile("-----BEGIN " + type + "-----([^-]+)-----END " + type + "-----").matcher(pem);
		if (!matcher.find()) {
			throw new InvalidKeyException("There is no " + type);
		}
		return Base64.getMimeDecoder().decode(matcher.group(1));
	}

}
