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

package io.github.apisecurity.authentication.jwt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

import javax.crypto.SecretKey;

import io.github.apisecurity.audit.Hmac;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Nonces that proofs of possession have to carry, made of the time and a secret, so that
 * every node knows those of the others without asking. One is good for two minutes at
 * least.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449.html#section-9">RFC 9449, section
 * 9</a>
 */
class ProofNonces {

	static final String HEADER = "DPoP-Nonce";

	static final String CHALLENGE = "DPoP error=\"use_dpop_nonce\", "
			+ "error_description=\"The proof needs the nonce of this response\"";

	private static final long PERIOD_SECONDS = Duration.ofMinutes(2).toSeconds();

	private final SecretKey key;

	private final InstantSource clock;

	private volatile @Nullable Period period;

	ProofNonces(String secret, InstantSource clock) {
		this.key = Hmac.key(secret.getBytes(StandardCharsets.UTF_8));
		this.clock = clock;
	}

	/**
	 * Return whether the proof of a request has to be made anew with a nonce, which is
	 * then in the response, as it is when the one of the proof will soon be too old.
	 * @param request the request
	 * @param response the response
	 * @return whether the request has a proof without a nonce that is good
	 */
	boolean isMissing(HttpServletRequest request, HttpServletResponse response) {
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		String proof = request.getHeader("DPoP");
		if (proof == null || authorization == null || !authorization.regionMatches(true, 0, "DPoP ", 0, 5)) {
			return false;
		}
		Period period = period();
		String nonce = (TokenParser.payload(proof).get("nonce") instanceof String text) ? text : "";
		if (isEqual(period.nonce(), nonce)) {
			return false;
		}
		response.setHeader(HEADER, period.nonce());
		return !isEqual(period.previous(), nonce);
	}

	private Period period() {
		long number = this.clock.instant().getEpochSecond() / PERIOD_SECONDS;
		Period period = this.period;
		if (period == null || period.number() != number) {
			period = new Period(number, nonce(number), nonce(number - 1));
			this.period = period;
		}
		return period;
	}

	private String nonce(long period) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Hmac.of(this.key, "dpop-nonce " + period));
	}

	private static boolean isEqual(String expected, String nonce) {
		return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), nonce.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Two minutes.
	 *
	 * @param number the number since 1970
	 * @param nonce the nonce
	 * @param previous the nonce before, which is still good
	 */
	private record Period(long number, String nonce, String previous) {

	}

}
