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

package io.github.apisecurity.token.issuer;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType.Severity;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link RotatingRefreshTokenProvider} and {@link RotatingAuthorizationService}
 * with the provider of Spring Authorization Server.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefreshTokenRotationTests {

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

	private final TokenRevocation revocation = mock(TokenRevocation.class);

	private final List<String> events = new ArrayList<>();

	private final SecurityEventPublisher publisher = (type, reason, details) -> this.events
		.add(type.severity() + " " + type.id() + " " + reason + " " + details.get("client"));

	private final InMemoryOAuth2AuthorizationService stored = new InMemoryOAuth2AuthorizationService();

	private final MemoryFamilyStore store = new MemoryFamilyStore(this.now::get);

	private final ECKey signingKey = key();

	private final IssuerNode node = node(this.store);

	private IssuerNode node(FamilyStore store) {
		TokenFamilies families = new TokenFamilies(store, Duration.ofDays(30), Duration.ofSeconds(10), this.now::get);
		return new IssuerNode(this.stored, families, this.revocation, this.publisher,
				new ImmutableJWKSet<>(new JWKSet(this.signingKey)));
	}

	@Test
	void everyTokenIsExchangedForAnother() {
		String first = this.node.login("web");
		String second = this.node.refresh(first);
		String third = this.node.refresh(second);
		assertThat(List.of(first, second, third)).doesNotHaveDuplicates().allMatch((token) -> token.length() == 128);
		assertThat(this.events).isEmpty();
	}

	@Test
	void whenTheAnswerIsLostTheSameSuccessorIsGivenAgain() {
		String first = this.node.login("web");
		String second = this.node.refresh(first);
		pass(Duration.ofSeconds(9));
		assertThat(this.node.refresh(first)).isEqualTo(second);
		assertThat(node(this.store).refresh(first)).isEqualTo(second);
		assertThat(this.node.refresh(second)).isNotEqualTo(second);
		assertThat(this.events).isEmpty();
	}

	@Test
	void whenTheGraceIsOverTheFamilyIsDead() {
		String first = this.node.login("web");
		String second = this.node.refresh(first);
		pass(Duration.ofSeconds(11));
		assertDead(first, second);
	}

	@Test
	void whenTheSuccessorWasUsedTheFamilyIsDead() {
		String first = this.node.login("web");
		String third = this.node.refresh(this.node.refresh(first));
		assertDead(first, third);
	}

	@Test
	void whenATokenOfLongAgoIsPresentedTheFamilyIsDead() {
		String first = this.node.login("web");
		String last = first;
		for (int i = 0; i < 50; i++) {
			pass(Duration.ofHours(1));
			last = this.node.refresh(last);
		}
		assertDead(first, last);
	}

	private void assertDead(String reused, String current) {
		assertInvalidGrant("web", reused);
		assertThat(this.events).containsExactly(Severity.CRITICAL + " authn_token_reuse refresh_token_reused web");
		assertInvalidGrant("web", current);
		assertInvalidGrant("web", reused);
		assertThat(this.events).as("reported once").hasSize(1);
		then(this.revocation).should().revoke(eq(Kind.GRANT), eq(IssuerNode.ISSUER), any(), any(), any());
	}

	@Test
	void anotherClientCannotLogAnybodyOut() {
		String first = this.node.login("web");
		String second = this.node.refresh(first);
		assertInvalidGrant("other", first);
		assertInvalidGrant("other", second);
		pass(Duration.ofSeconds(11));
		assertInvalidGrant("other", first);
		assertInvalidGrant("other", second);
		assertThat(this.events).isEmpty();
		assertThat(this.node.refresh(second)).isNotEmpty();
	}

	@Test
	void aMadeUpTokenIsRefusedAndEndsNothing() {
		String first = this.node.login("web");
		assertInvalidGrant("web", "x".repeat(64) + first.substring(64));
		assertInvalidGrant("web", first.substring(1) + "x");
		assertInvalidGrant("web", "short");
		assertThat(this.node.refresh(first)).isNotEmpty();
		assertThat(this.events).isEmpty();
	}

	@Test
	void neitherUseNorRepetitionExtendsTheLifeOfTheFamily() {
		String token = this.node.login("web");
		for (int i = 0; i < 119; i++) {
			pass(Duration.ofHours(6));
			token = this.node.refresh(token);
		}
		pass(Duration.ofHours(7));
		assertInvalidGrant("web", token);
		assertThat(this.events).isEmpty();
	}

	@Test
	void unusedTokenEnds() {
		String token = this.node.login("web");
		pass(Duration.ofHours(8));
		assertInvalidGrant("web", token);
		assertThat(this.events).isEmpty();
	}

	@Test
	void noTokenIsInAnyStore() {
		String first = this.node.login("web");
		String second = this.node.refresh(first);
		PresentedToken presented = PresentedToken.of(second);
		OAuth2Authorization authorization = this.stored.findByToken("family:" + presented.family(),
				OAuth2TokenType.REFRESH_TOKEN);
		String everything = authorization.getRefreshToken().getToken().getTokenValue()
				+ authorization.getRefreshToken().getMetadata() + this.store.find(presented.family());
		assertThat(everything).doesNotContain(presented.first(), presented.second(), PresentedToken.of(first).second());
		assertInvalidGrant("web", authorization.getRefreshToken().getToken().getTokenValue());
		assertThat(this.node.authorizations.findByToken("family:" + presented.family(), null)).isNull();
	}

	@Test
	void onlyTheCurrentTokenIsActiveForWhoeverIntrospects() {
		String first = this.node.login("web");
		assertThat(this.node.authorizations.findByToken(first, null).getToken(first).isActive()).isTrue();
		String second = this.node.refresh(first);
		assertThat(this.node.authorizations.findByToken(first, null).getToken(first).isActive()).isFalse();
		assertThat(this.node.authorizations.findByToken(second, null).getToken(second).isActive()).isTrue();
	}

	@Test
	void whoRevokesAnyTokenOfTheFamilyEndsItWithItsAccessTokens() {
		String first = this.node.login("web");
		String second = this.node.refresh(first);
		OAuth2Authorization found = this.node.authorizations.findByToken(first, null);
		this.node.authorizations
			.save(OAuth2Authorization.from(found).invalidate(found.getToken(first).getToken()).build());
		then(this.revocation).should().revoke(eq(Kind.GRANT), eq(IssuerNode.ISSUER), eq(found.getId()), any(), any());
		assertInvalidGrant("web", second);
		assertThat(this.events).isEmpty();
	}

	@Test
	void whoRevokesAnAccessTokenKeepsTheOther() {
		String first = this.node.login("web");
		OAuth2Authorization found = this.node.authorizations.findByToken(first, null);
		this.node.authorizations
			.save(OAuth2Authorization.from(found).invalidate(found.getAccessToken().getToken()).build());
		then(this.revocation).should()
			.revoke(eq(Kind.TOKEN), eq(IssuerNode.ISSUER), eq("t-" + found.getId()), any(), any());
		then(this.revocation).should(never()).revoke(eq(Kind.GRANT), any(), any(), any(), any());
		assertThat(this.node.refresh(first)).isNotEmpty();
	}

	@Test
	void whenTheLoginWasRevokedNoTokenOfItIsExchanged() {
		String first = this.node.login("web");
		String other = this.node.login("web");
		given(this.revocation.isRevoked(eq(Kind.SUBJECT), eq(IssuerNode.ISSUER), eq("ada"), any())).willReturn(true);
		assertInvalidGrant("web", first);
		assertThat(this.node.authorizations.findByToken(first, null).getToken(first).isActive()).isFalse();
		assertThat(this.events).isEmpty();
		given(this.revocation.isRevoked(eq(Kind.SUBJECT), any(), any(), any())).willReturn(false);
		assertThat(this.node.refresh(other)).isNotEmpty();
	}

	// Whatever the access token holds, such as an opaque one that holds next to nothing.
	@ParameterizedTest
	@CsvSource({ "SUBJECT, ada", "CLIENT, web", "SESSION, s-1", "GRANT, " })
	void whateverNamesALoginEndsIt(Kind kind, String value) {
		String token = this.node.login("web");
		OAuth2Authorization found = this.node.authorizations.findByToken(token, null);
		this.stored.save(OAuth2Authorization.from(this.stored.findById(found.getId()))
			.token(new OidcIdToken("i.d.t", Instant.now(), Instant.now().plusSeconds(60), Map.of("sid", "s-1")))
			.build());
		given(this.revocation.isRevoked(kind, IssuerNode.ISSUER, (value != null) ? value : found.getId(),
				found.getRefreshToken().getToken().getIssuedAt()))
			.willReturn(true);
		assertInvalidGrant("web", token);
		assertThat(this.node.authorizations.findByToken("i.d.t", new OAuth2TokenType("id_token"))
			.getToken(OidcIdToken.class)
			.isActive()).as("logs out").isTrue();
	}

	@Test
	void whatWasRevokedIsExchangedForNothingAndNotActive() {
		OAuth2Authorization found = this.node.authorizations.findByToken(this.node.login("web"), null);
		String accessToken = found.getAccessToken().getToken().getTokenValue();
		Instant end = Instant.now().plusSeconds(60);
		Instant before = Instant.now().minusSeconds(60);
		this.stored.save(OAuth2Authorization.from(this.stored.findById(found.getId()))
			.id("other")
			.attributes(Map::clear)
			.token(new OAuth2AuthorizationCode("code", before, end))
			.token(new OAuth2DeviceCode("device", before, end))
			.token(new OAuth2UserCode("user", before, end))
			.build());
		Map<String, String> tokens = Map.of("code", "code", "device", "device_code", accessToken, "access_token");
		tokens.forEach((token, type) -> assertActive(token, type, true));
		given(this.revocation.isRevoked(eq(Kind.SUBJECT), eq(IssuerNode.ISSUER), eq("ada"), any())).willReturn(true);
		tokens.forEach((token, type) -> assertActive(token, type, false));
		assertActive("user", "user_code", true);
	}

	@Test
	void accessTokenThatWasRevokedByItselfIsNotActive() {
		OAuth2Authorization found = this.node.authorizations.findByToken(this.node.login("web"), null);
		String accessToken = found.getAccessToken().getToken().getTokenValue();
		given(this.revocation.isRevoked(eq(Kind.TOKEN), eq(IssuerNode.ISSUER), eq("t-" + found.getId()), any()))
			.willReturn(true);
		assertActive(accessToken, "access_token", false);
		assertThat(this.node.refresh(found.getRefreshToken().getToken().getTokenValue())).isNotEmpty();
	}

	private void assertActive(String token, String type, boolean active) {
		Stream.of(new OAuth2TokenType(type), null)
			.forEach(
					(asked) -> assertThat(this.node.authorizations.findByToken(token, asked).getToken(token).isActive())
						.as(type + " looked for as " + asked)
						.isEqualTo(active));
	}

	@Test
	void loginIsOldHoweverOftenItsTokenWasExchanged() {
		Instant login = this.now.get();
		String first = this.node.login("web");
		pass(Duration.ofHours(1));
		String second = this.node.refresh(first);
		given(this.revocation.isRevoked(eq(Kind.SUBJECT), any(), any(),
				argThat((time) -> time.isBefore(login.plusSeconds(60)))))
			.willReturn(true);
		assertInvalidGrant("web", second);
	}

	@Test
	void whileItIsNotKnownWhatWasRevokedNobodyIsLoggedOut() {
		String first = this.node.login("web");
		given(this.revocation.isRevoked(any(), any(), any(), any()))
			.willThrow(new AuthenticationServiceException("stale"));
		assertTryAgain(this.node, first);
		assertThat(this.events).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "JWT", "at+jwt", "," })
	void accessTokenThatWasReplacedIsRevokedByItsClientOnly(String type) throws Exception {
		OAuth2Authorization found = this.node.authorizations.findByToken(this.node.refresh(this.node.login("web")),
				null);
		Map<String, Object> claims = Map.of("grant_id", found.getId(), "client_id", "web", "jti", "first");
		String replaced = signed(this.signingKey, type, claims, 60);
		this.node.authorizations.revokeReplaced(replaced, this.node.client("other"));
		this.node.authorizations.revokeReplaced(replaced, null);
		this.node.authorizations.revokeReplaced(signed(key(), type, claims, 60), this.node.client("web"));
		this.node.authorizations.revokeReplaced(signed(this.signingKey, type, claims, -60), this.node.client("web"));
		this.node.authorizations.revokeReplaced("opaque", this.node.client("web"));
		then(this.revocation).should(never()).revoke(any());
		this.node.authorizations.revokeReplaced(replaced, this.node.client("web"));
		then(this.revocation).should().revoke(any(JwtAuthenticationToken.class));
	}

	@Test
	void whoLogsOutWithTheIdTokenOfTheLoginIsLoggedOutHoweverOftenItWasReplaced() throws Exception {
		String token = this.node.refresh(this.node.login("web"));
		OAuth2Authorization found = this.node.authorizations.findByToken(token, null);
		OAuth2TokenType type = new OAuth2TokenType("id_token");
		Map<String, Object> claims = Map.of("grant_id", found.getId(), "sub", "ada", "sid", "s-1");
		String idToken = signed(this.signingKey, null, claims, -60);
		OAuth2Authorization login = this.node.authorizations.findByToken(idToken, type);
		assertThat(login.getToken(OidcIdToken.class).getToken().getTokenValue()).isEqualTo(idToken);
		assertThat(login.getToken(OidcIdToken.class).getToken().getClaimAsString("sid")).isEqualTo("s-1");
		assertThat(this.node.authorizations.findByToken(idToken, null)).as("good for nothing else").isNull();
		String accessToken = signed(this.signingKey, null, Map.of("grant_id", found.getId(), "client_id", "web"), 60);
		assertThat(this.node.authorizations.findByToken(accessToken, type)).isNull();
		assertThat(this.node.authorizations.findByToken(signed(key(), null, claims, 60), type)).isNull();
		String third = this.node.refresh(token);
		this.node.authorizations.logOut(idToken);
		assertInvalidGrant("web", third);
		then(this.revocation).should().revoke(eq(Kind.GRANT), eq(IssuerNode.ISSUER), eq(found.getId()), any(), any());
	}

	private static String signed(ECKey key, String type, Map<String, Object> claims, long lifetime) throws Exception {
		JWTClaimsSet.Builder all = new JWTClaimsSet.Builder().issueTime(Date.from(Instant.now().minusSeconds(300)))
			.expirationTime(Date.from(Instant.now().plusSeconds(lifetime)));
		claims.forEach(all::claim);
		SignedJWT token = new SignedJWT(
				new JWSHeader.Builder(JWSAlgorithm.ES256).type((type != null) ? new JOSEObjectType(type) : null)
					.build(),
				all.build());
		token.sign(new ECDSASigner(key));
		return token.serialize();
	}

	@Test
	void whatWasExchangedEndsWithTheLogin() {
		OAuth2Authorization login = this.node.authorizations.findByToken(this.node.login("web"), null);
		OAuth2AccessToken token = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "exchanged", Instant.now(),
				Instant.now().plusSeconds(60));
		this.stored.save(OAuth2Authorization.withRegisteredClient(this.node.client("other"))
			.principalName("ada")
			.authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
			.token(token,
					(metadata) -> metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME,
							Map.of("iss", IssuerNode.ISSUER, "client_id", "other", "grant_id", login.getId())))
			.build());
		assertActive("exchanged", "access_token", true);
		given(this.revocation.isRevoked(Kind.CLIENT, IssuerNode.ISSUER, "web",
				login.getRefreshToken().getToken().getIssuedAt()))
			.willReturn(true);
		assertActive("exchanged", "access_token", false);
	}

	@Test
	void removedAuthorizationIsEnded() {
		String first = this.node.login("web");
		OAuth2Authorization found = this.node.authorizations.findByToken(first, null);
		this.node.authorizations.remove(found);
		then(this.revocation).should().revoke(eq(Kind.GRANT), eq(IssuerNode.ISSUER), eq(found.getId()), any(), any());
		assertThat(this.stored.findById(found.getId())).isNull();
		assertInvalidGrant("web", first);
	}

	@Test
	void whenOtherNodesCannotBeToldTheFamilyIsDeadNevertheless() {
		willThrow(new SharedStateUnavailableException("down", null)).given(this.revocation)
			.revoke(eq(Kind.GRANT), any(), any(), any(), any());
		String first = this.node.login("web");
		String third = this.node.refresh(this.node.refresh(first));
		assertInvalidGrant("web", first);
		assertInvalidGrant("web", third);
	}

	@Test
	void whatEndsALoginIsForgottenWithItsLastAccessToken() {
		Instant before = Instant.now();
		this.node.authorizations.invalidate(this.node.authorizations.findByToken(this.node.login("web"), null));
		Instant end = before.plus(Duration.ofMinutes(15));
		then(this.revocation).should()
			.revoke(eq(Kind.GRANT), any(), any(), any(),
					argThat((time) -> !time.isBefore(end) && time.isBefore(end.plusSeconds(600))));
	}

	@Test
	void whenThereIsNoRoomForARevocationThatIsSaidAndTheFamilyIsDead(CapturedOutput output) {
		willThrow(new IllegalStateException("full")).given(this.revocation).revoke(any(), any(), any(), any(), any());
		String first = this.node.login("web");
		OAuth2Authorization found = this.node.authorizations.findByToken(first, null);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> this.node.authorizations.invalidate(found));
		}
		assertThat(output).containsOnlyOnce("cannot be revoked and are good until they expire")
			.doesNotContain("Other nodes");
		assertInvalidGrant("web", first);
		assertThat(this.stored.findById(found.getId()).getRefreshToken().isInvalidated()).isTrue();
	}

	@Test
	void whenTheStoreLosesARotationNobodyIsLoggedOut() {
		String first = this.node.login("web");
		String before = this.store.find(PresentedToken.of(first).family());
		String second = this.node.refresh(first);
		restore(first, before);
		pass(Duration.ofMinutes(1));
		String third = this.node.refresh(second);
		assertThat(this.node.refresh(second)).as("the same successor").isEqualTo(third);
		assertThat(this.events).isEmpty();
		assertDead(first, this.node.refresh(third));
	}

	@Test
	void familyThatWasStoredBeforeGoesOn() {
		String first = this.node.login("web");
		String family = this.store.find(PresentedToken.of(first).family());
		restore(first, family.substring(0, family.lastIndexOf(' ')));
		String second = this.node.refresh(first);
		assertThat(this.node.refresh(first)).isEqualTo(second);
		assertThat(this.node.refresh(second)).isNotEqualTo(second);
		assertThat(this.events).isEmpty();
	}

	private void restore(String token, String stored) {
		String family = PresentedToken.of(token).family();
		this.store.remove(family);
		this.store.replace(family, null, stored, this.now.get().plus(Duration.ofDays(30)));
	}

	@Test
	void tokenThatDoesNotNameItsGrantIsReported(CapturedOutput output) {
		OAuth2Authorization found = this.node.authorizations.findByToken(this.node.login("web"), null);
		this.node.posture.issuerFound();
		save(found, Map.of("sub", "ada", "grant_id", found.getId()));
		assertThat(this.node.posture.contribute().details().get("findings")).isEqualTo(List.of());
		save(found, Map.of("sub", "ada"));
		save(found, Map.of("sub", "ada"));
		assertThat(output).containsOnlyOnce("access tokens have no claim 'grant_id'");
		assertThat(this.node.posture.contribute().details().get("findings")).asString().contains("grant_id");
	}

	private void save(OAuth2Authorization authorization, Map<String, Object> claims) {
		this.node.authorizations.save(
				OAuth2Authorization.from(authorization).token(authorization.getAccessToken().getToken(), (metadata) -> {
					metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims);
					metadata.put(OAuth2TokenFormat.class.getName(), OAuth2TokenFormat.SELF_CONTAINED.getValue());
				}).build());
	}

	@Test
	void tokenFromBeforeIsGoodAndRotatesFromThenOn() {
		String token = this.node.login("web");
		OAuth2Authorization found = this.node.authorizations.findByToken(token, null);
		this.store.remove(PresentedToken.of(token).family());
		this.stored.save(OAuth2Authorization.from(found)
			.token(found.getRefreshToken().getToken(), (metadata) -> metadata.remove("api-security.family"))
			.build());
		assertThat(this.node.refresh(token)).isEqualTo(token);
		assertThat(this.node.refresh(token)).isNotEqualTo(token);
	}

	@Test
	void tokenOfAnotherGeneratorIsRefusedWhenItIsIssued() {
		OAuth2Authorization found = this.node.authorizations.findByToken(this.node.login("web"), null);
		OAuth2Authorization other = OAuth2Authorization.from(found)
			.id("other")
			.token(new OAuth2RefreshToken("ey.J.x", Instant.now(), Instant.now().plusSeconds(9)),
					(metadata) -> metadata.remove("api-security.family"))
			.build();
		assertThatIllegalStateException().isThrownBy(() -> this.node.authorizations.save(other))
			.withMessageContaining("OAuth2RefreshTokenGenerator");
	}

	@Test
	void whoRepeatsNeedsTheSameKey() throws Exception {
		ECKey key = key();
		String first = this.node.login("web", Map.of("jkt", key.computeThumbprint().toString()));
		String second = refresh("web", first, key);
		assertThat(refresh("web", first, key)).isEqualTo(second);
		assertInvalidProof("web", first, key());
		assertInvalidProof("web", first, null);
		assertThat(refresh("web", second, key)).isNotEqualTo(second);
		assertThat(this.events).isEmpty();
	}

	@Test
	void publicClientNeedsItsKeyAlways() throws Exception {
		ECKey key = key();
		String first = this.node.login("browser", Map.of("jkt", key.computeThumbprint().toString()));
		assertInvalidProof("browser", first, null);
		assertInvalidProof("browser", first, key());
		String second = refresh("browser", first, key);
		assertInvalidProof("browser", second, null);
		assertThat(refresh("browser", second, key)).isNotEqualTo(second);
	}

	@Test
	void whoRepeatsNeedsTheSameCertificate() throws Exception {
		X509Certificate certificate = certificate(1);
		X509Certificate renewed = certificate(2);
		String first = this.node.login("mtls",
				Map.of("x5t#S256", X509CertUtils.computeSHA256Thumbprint(certificate).toString()));
		String second = refresh("mtls", first, certificate);
		assertThat(refresh("mtls", first, certificate)).isEqualTo(second);
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> refresh("mtls", first, renewed))
			.satisfies((ex) -> assertThat(ex.getError().getErrorCode()).isEqualTo("invalid_grant"));
		assertThat(this.events).isEmpty();
		// Who is authenticated by a certificate that was renewed goes on.
		assertThat(refresh("mtls", second, renewed)).isNotEqualTo(second);
	}

	private static X509Certificate certificate(int content) throws Exception {
		X509Certificate certificate = mock(X509Certificate.class);
		given(certificate.getEncoded()).willReturn(new byte[] { (byte) content });
		return certificate;
	}

	private String refresh(String client, String token, X509Certificate certificate) {
		return this.node.refresh(client, token, Map.of(), new X509Certificate[] { certificate })
			.getRefreshToken()
			.getTokenValue();
	}

	@Test
	void clientInALoopIsToldToSlowDownAndIsNotLoggedOut() {
		String first = this.node.login("web");
		String second = this.node.refresh(first);
		for (int i = 0; i < TokenFamily.MAX_REPEATED; i++) {
			assertThat(this.node.refresh(first)).isEqualTo(second);
		}
		assertTryAgain(this.node, first);
		assertThat(this.node.refresh(second)).isNotEmpty();
	}

	@Test
	void whenTheStoreIsDownNobodyIsLoggedOut() {
		String first = this.node.login("web");
		FamilyStore broken = mock(FamilyStore.class);
		willThrow(new IllegalStateException("down")).given(broken).find(any());
		assertTryAgain(node(broken), first);
		assertThat(this.node.refresh(first)).isNotEmpty();
	}

	@Test
	void invalidProofDoesNotUseTheTokenUp() throws Exception {
		String first = this.node.login("web");
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> this.node.refresh("web", first,
				Map.of("dpop_proof", "x.y.z", "dpop_method", "POST", "dpop_target_uri", IssuerNode.ISSUER)));
		pass(Duration.ofMinutes(1));
		assertThat(this.node.refresh(first)).isNotEmpty();
	}

	private void pass(Duration duration) {
		this.now.updateAndGet((before) -> before.plus(duration));
	}

	private void assertInvalidGrant(String client, String token) {
		assertThatExceptionOfType(OAuth2AuthenticationException.class)
			.isThrownBy(() -> this.node.refresh(client, token, Map.of()))
			.satisfies((ex) -> assertThat(ex.getError().getErrorCode()).isEqualTo("invalid_grant"));
	}

	private void assertInvalidProof(String client, String token, ECKey key) {
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> refresh(client, token, key))
			.satisfies((ex) -> assertThat(ex.getError().getErrorCode()).isEqualTo("invalid_dpop_proof"));
	}

	private static void assertTryAgain(IssuerNode node, String token) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> node.refresh(token))
			.satisfies((ex) -> assertThat(ex.getProblem().getType()).isEqualTo(ProblemType.SERVICE_UNAVAILABLE));
	}

	private String refresh(String client, String token, ECKey key) throws Exception {
		Map<String, Object> parameters = (key != null)
				? Map.of("dpop_proof", proof(key), "dpop_method", "POST", "dpop_target_uri", IssuerNode.ISSUER)
				: Map.of();
		return this.node.refresh(client, token, parameters).getRefreshToken().getTokenValue();
	}

	private static ECKey key() {
		try {
			return new ECKeyGenerator(Curve.P_256).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String proof(ECKey key) throws Exception {
		SignedJWT proof = new SignedJWT(
				new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("dpop+jwt"))
					.jwk(key.toPublicJWK())
					.build(),
				new JWTClaimsSet.Builder().jwtID(UUID.randomUUID().toString())
					.claim("htm", "POST")
					.claim("htu", URI.create(IssuerNode.ISSUER).toString())
					.issueTime(new Date())
					.build());
		proof.sign(new ECDSASigner(key));
		return proof.serialize();
	}

}
