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

package io.github.apisecurity.token.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.receiver.EventTokens.EventToken;
import io.github.apisecurity.token.receiver.SignalSubjects.Target;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * Receives security events that a transmitter pushes.
 *
 * @param tokens reads the events
 * @param subjects finds whom they are about
 * @param revocation revokes tokens
 * @param authorizations what transmitters send to be let in
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8935.html">RFC 8935</a>
 * @see <a href="https://openid.net/specs/openid-caep-1_0-final.html">OpenID CAEP 1.0</a>
 */
record SignalReceiver(EventTokens tokens, SignalSubjects subjects, TokenRevocation revocation,
		List<byte[]> authorizations) implements EventReceiver {

	private static final String MEDIA_TYPE = "application/secevent+jwt";

	private static final String UNKNOWN_TRANSMITTER = "transmitter_unknown";

	private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";

	private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";

	private static final String SESSION_REVOKED = CAEP + "session-revoked";

	private static final String CREDENTIAL_CHANGE = CAEP + "credential-change";

	/**
	 * Events after which what was issued before no longer counts.
	 */
	private static final Set<String> REVOKING = Set.of(SESSION_REVOKED, CREDENTIAL_CHANGE, CAEP + "token-claims-change",
			RISC + "sessions-revoked", RISC + "account-disabled", RISC + "account-purged",
			RISC + "credential-compromise");

	private static final Set<String> VERIFICATION = Set.of(
			"https://schemas.openid.net/secevent/ssf/event-type/verification",
			"https://schemas.openid.net/secevent/sse/event-type/verification");

	private static final Map<String, String> ERRORS = Map.of("issuer_unknown", "invalid_issuer", "issuer_missing",
			"invalid_issuer", "audience_mismatch", "invalid_audience", "key_unknown", "invalid_key", "key_distrusted",
			"invalid_key", "signature_invalid", "invalid_key", UNKNOWN_TRANSMITTER, "authentication_failed");

	private static final int MAX_SIZE = 65_536;

	static SignalReceiver of(EventTokens tokens, SignalSubjects subjects, TokenRevocation revocation,
			List<String> secrets) {
		return new SignalReceiver(tokens, subjects, revocation,
				secrets.stream().map((secret) -> ("Bearer " + secret).getBytes(StandardCharsets.UTF_8)).toList());
	}

	@Override
	public int receive(HttpServletRequest request, BiConsumer<String, String> told) throws IOException {
		EventRejectedException.throwIf(!isAuthorized(request), UNKNOWN_TRANSMITTER);
		String type = request.getContentType();
		EventRejectedException.throwIf(type == null || !type.split(";")[0].trim().equalsIgnoreCase(MEDIA_TYPE),
				"content_type");
		byte[] body = request.getInputStream().readNBytes(MAX_SIZE);
		EventToken token = this.tokens.read(new String(body, StandardCharsets.US_ASCII).trim());
		token.events().forEach((name, event) -> told.accept(act(token, name, event), token.issuer()));
		return HttpServletResponse.SC_ACCEPTED;
	}

	private boolean isAuthorized(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		byte[] sent = (headers.size() == 1) ? headers.get(0).getBytes(StandardCharsets.UTF_8) : new byte[0];
		boolean authorized = false;
		for (byte[] authorization : this.authorizations) {
			authorized |= MessageDigest.isEqual(authorization, sent);
		}
		return authorized;
	}

	private String act(EventToken token, String type, Map<String, Object> event) {
		if (VERIFICATION.contains(type)) {
			return "signal_verification";
		}
		if (!REVOKING.contains(type)
				|| (type.equals(CREDENTIAL_CHANGE) && "create".equals(EventTokens.text(event, "change_type")))) {
			return "signal_ignored";
		}
		Object named = token.claims().containsKey("sub_id") ? token.claims().get("sub_id") : event.get("subject");
		EventRejectedException.throwIf(named == null, "subject_missing");
		List<Target> targets = this.subjects.find(token.issuer(), EventTokens.object(named),
				type.equals(SESSION_REVOKED));
		Instant time = time(token, event);
		try {
			targets.forEach((target) -> this.revocation.revoke(target.kind(), this.subjects.tokenIssuer(token.issuer()),
					target.value(), time));
		}
		catch (IllegalArgumentException ex) {
			// Such as a token in the place of its identifier.
			throw new EventRejectedException("claim_malformed");
		}
		return targets.isEmpty() ? "signal_subject_unknown" : "signal_revoked";
	}

	// Whoever logged in again after the event is not logged out by its late arrival.
	private static Instant time(EventToken token, Map<String, Object> event) {
		Object time = event.containsKey("event_timestamp") ? event.get("event_timestamp") : token.claims().get("toe");
		return EventTokens.earlier(EventTokens.time(time), token.time());
	}

	@Override
	public void refuse(HttpServletResponse response, String reason) throws IOException {
		boolean unknown = reason.equals(UNKNOWN_TRANSMITTER);
		if (unknown) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		}
		EventEndpoint.write(response,
				unknown ? HttpServletResponse.SC_UNAUTHORIZED : HttpServletResponse.SC_BAD_REQUEST,
				"{\"err\":\"" + ERRORS.getOrDefault(reason, "invalid_request")
						+ "\",\"description\":\"The event was not accepted\"}");
	}

}
