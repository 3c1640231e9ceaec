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
import java.util.Map;
import java.util.function.BiConsumer;

import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import io.github.apisecurity.token.receiver.EventTokens.EventToken;
import io.github.apisecurity.token.receiver.ReceiverProperties.Ends;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Receives logouts: the tokens of the session are revoked, or those of the subject.
 *
 * @param tokens reads the events
 * @param revocation revokes tokens
 * @param ends what a logout ends
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html">OpenID
 * Connect Back-Channel Logout 1.0</a>
 */
record LogoutReceiver(EventTokens tokens, TokenRevocation revocation, Ends ends) implements EventReceiver {

	private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

	@Override
	public int receive(HttpServletRequest request, BiConsumer<String, String> told) {
		String[] values = request.getParameterValues("logout_token");
		EventRejectedException.throwIf(values == null || values.length != 1, "token_malformed");
		EventToken token = this.tokens.read(values[0]);
		EventRejectedException.throwIf(!token.events().containsKey(EVENT), "not_an_event");
		// Required here, and discouraged in other events (RFC 8417 section 2.2).
		EventRejectedException.throwIf(!token.claims().containsKey("exp"), "claim_missing");
		Map<String, Object> claims = token.claims();
		String session = EventTokens.text(claims, "sid");
		String subject = EventTokens.text(claims, "sub");
		EventRejectedException.throwIf(session == null && subject == null, "subject_missing");
		if (session != null && (this.ends == Ends.SESSION || subject == null)) {
			this.revocation.revoke(Kind.SESSION, token.issuer(), session, token.time());
		}
		else if (subject != null) {
			this.revocation.revoke(Kind.SUBJECT, token.issuer(), subject, token.time());
		}
		told.accept("logout", token.issuer());
		return HttpServletResponse.SC_OK;
	}

	@Override
	public void refuse(HttpServletResponse response, String reason) throws IOException {
		EventEndpoint.write(response, HttpServletResponse.SC_BAD_REQUEST, "{\"error\":\"invalid_request\"}");
	}

}
