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

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.authentication.TestIdentityProvider;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import io.github.apisecurity.guard.ReservedAuthorities;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TokenCache}, as an attacker sees it.
 */
class TokenCacheTests {

	private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256");

	private static TestIdentityProvider provider;

	private final TokenCache cache = new TokenCache(100, 3);

	private final Keys keys = new Keys();

	private final List<String> revoked = new ArrayList<>();

	private final List<VerificationKey> distrusted = new ArrayList<>();

	private Instant now = Instant.now();

	private final TrustedIssuers issuers = new TrustedIssuers(
			List.of(issuer(provider.issuer(), "shop-api"), issuer("https://partner.example.com", "shop-api")));

	private final TokenInspector inspector = inspector(this.issuers, this.cache);

	private final StrictJwtDecoder decoder = decoder(this.inspector);

	@BeforeAll
	static void start() {
		provider = TestIdentityProvider.start();
	}

	@AfterAll
	static void stop() {
		provider.close();
	}

	@AfterEach
	void clear() {
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void whenTokenComesAgainItsSignatureIsNotVerifiedAgain() {
		String token = token((claims) -> {
		});
		Jwt first = this.decoder.decode(token);
		Jwt second = this.decoder.decode(token);
		assertThat(this.keys.selected).isEqualTo(1);
		assertThat(second.getClaims()).isEqualTo(first.getClaims());
		assertThat(second.getTokenValue()).isEqualTo(token);
		assertThat(second.getExpiresAt()).isEqualTo(first.getExpiresAt()).isNotNull();
	}

	@Test
	void whenAnotherDecoderAcceptedTheTokenItIsVerifiedAnew() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		decoder(this.inspector).decode(token);
		assertThat(this.keys.selected).isEqualTo(2);
		AuthenticationManager chain = chain((value) -> {
			throw new BadJwtException("not for this chain");
		});
		assertThatExceptionOfType(InvalidBearerTokenException.class)
			.isThrownBy(() -> chain.authenticate(new BearerTokenAuthenticationToken(token)));
	}

	@Test
	void whenConfigurationIsMadeAnewNothingOfTheOldOneIsTrusted() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		StrictJwtDecoder refreshed = decoder(
				inspector(new TrustedIssuers(List.of(issuer(provider.issuer(), "other-api"))), new TokenCache(100, 3)));
		assertRefused(refreshed, token, "audience_mismatch");
	}

	@Test
	void whenTokensAreForgedNoneEnters() {
		String good = token((claims) -> {
		});
		for (int i = 0; i < 200; i++) {
			String other = token((claims) -> {
			});
			String forged = other.substring(0, other.lastIndexOf('.')) + good.substring(good.lastIndexOf('.'));
			assertRefused(this.decoder, forged, "signature_invalid");
		}
		assertThat(size()).isZero();
	}

	@Test
	void whenOneSubjectHasManyTokensOthersKeepTheirPlace() {
		String other = token((claims) -> claims.put("sub", "bob"));
		this.decoder.decode(other);
		for (int i = 0; i < 20; i++) {
			this.decoder.decode(token((claims) -> {
			}));
		}
		assertThat(size()).isEqualTo(4);
		this.keys.selected = 0;
		this.decoder.decode(other);
		assertThat(this.keys.selected).isZero();
		this.cache.tokens().invalidateAll();
		this.decoder.decode(token((claims) -> {
		}));
		assertThat(size()).isEqualTo(1);
	}

	@Test
	void whenIssuersHaveTheSameSubjectTheyAreDifferentSubjects() {
		String partner = token((claims) -> claims.put("iss", "https://partner.example.com"));
		for (int i = 0; i < 5; i++) {
			this.decoder.decode(token((claims) -> {
			}));
		}
		this.decoder.decode(partner);
		assertThat(size()).isEqualTo(4);
		assertThat(this.decoder.decode(partner).getClaimAsString("iss")).isEqualTo("https://partner.example.com");
	}

	@Test
	void whenKeyIsRemovedTheTokenIsRefused() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		this.keys.published = List.of(Keys.key(provider.ecKey()));
		assertRefused(this.decoder, token, "key_unknown");
		this.keys.published = List.of(Keys.key(provider.rsaKey()));
		assertThat(this.decoder.decode(token).getSubject()).isEqualTo("ada");
	}

	@Test
	void whenKeyOfTheSameNameIsExchangedTheTokenIsRefused() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		this.keys.published = List.of(Keys.key(new RSAKey.Builder(provider.secondRsaKey()).keyID("rsa-1").build()));
		assertRefused(this.decoder, token, "signature_invalid");
	}

	@Test
	void whenNothingIsKnownOfTheKeysAnyMoreTheyAreUnavailable() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		this.keys.published = null;
		assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> this.decoder.decode(token));
	}

	@Test
	void whenClockPassesTheExpiryTheTokenIsRefused() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		this.now = this.now.plusSeconds(329);
		this.decoder.decode(token);
		this.now = this.now.plusSeconds(2);
		assertRefused(this.decoder, token, "token_expired");
		this.now = this.now.minusSeconds(3600);
		assertRefused(this.decoder, token, "issued_in_future");
	}

	@Test
	void whenTenantIsNotTrustedAnyMoreTheTokenIsRefused() {
		List<String> trusted = new ArrayList<>(List.of("realm"));
		String name = provider.issuer();
		TrustedIssuers tenants = new TrustedIssuers(List.of(),
				new TrustedIssuers.Template("{tenant}", Pattern.compile(Pattern.quote(name) + "()"),
						(issuer, tenant) -> !trusted.isEmpty(), (tenant) -> issuer(name, "shop-api")));
		TokenInspector inspector = inspector(tenants, this.cache);
		StrictJwtDecoder decoder = decoder(inspector);
		String token = token((claims) -> {
		});
		decoder.decode(token);
		decoder.decode(token);
		assertThat(this.keys.selected).isEqualTo(1);
		trusted.clear();
		assertRefused(decoder, token, "issuer_unknown");
	}

	@Test
	void whenTokenIsSpelledOtherwiseItIsRefused() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		char last = token.charAt(token.length() - 1);
		for (String variant : List.of(token + "=", token + "==", token.substring(0, 9) + "~" + token.substring(9),
				token.substring(0, token.length() - 1) + (char) (last + 1), token + ".", token + "\u00e9",
				token + "\u0000", " " + token)) {
			assertRefused(this.decoder, variant, "token_malformed");
		}
	}

	@Test
	void whenValidatorOfTheApplicationRefusesLaterTheTokenIsRefused() {
		String token = token((claims) -> claims.put("jti", "1"));
		this.decoder.decode(token);
		this.revoked.add("1");
		assertRefused(this.decoder, token, "validator_refused");
	}

	@Test
	void whenTokenIsBoundToCertificateItIsNeededEachTime() throws Exception {
		X509Certificate certificate = mock(X509Certificate.class);
		given(certificate.getEncoded()).willReturn(new byte[] { 1, 2, 3 });
		String thumbprint = TestIdentityProvider
			.encode(MessageDigest.getInstance("SHA-256").digest(new byte[] { 1, 2, 3 }));
		String token = token((claims) -> claims.put("cnf", Map.of("x5t#S256", thumbprint)));
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] { certificate });
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		this.decoder.decode(token);
		this.decoder.decode(token);
		assertThat(this.keys.selected).isEqualTo(1);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
		assertRefused(this.decoder, token, "validator_refused");
	}

	@Test
	void whenTokenIsBoundToKeyProofIsNeededEachTime() {
		String token = token((claims) -> claims.put("cnf", Map.of("jkt", "x")));
		this.decoder.decode(token);
		assertThat(size()).isEqualTo(1);
		assertThatExceptionOfType(InvalidBearerTokenException.class)
			.isThrownBy(() -> chain(this.decoder).authenticate(new BearerTokenAuthenticationToken(token)))
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(TokenRejectedException.class,
					(cause) -> assertThat(cause.getReason()).isEqualTo("proof_missing")));
	}

	@Test
	void whenRequestsShareTokenTheyShareNothingThatChanges() {
		AuthenticationManager chain = chain(this.decoder);
		String token = token((claims) -> {
			claims.put("auth_time", this.now.minusSeconds(600).getEpochSecond());
			claims.put("realm_access", Map.of("roles", List.of("a")));
		});
		Authentication first = authenticate(chain, token, "first");
		Authentication second = authenticate(chain, token, "second");
		assertThat(this.keys.selected).isEqualTo(1);
		assertThat(first).isNotSameAs(second);
		assertThat(first.getDetails()).isEqualTo("first");
		assertThat(second.getDetails()).isEqualTo("second");
		assertThat(second.getAuthorities()).filteredOn(FactorGrantedAuthority.class::isInstance)
			.singleElement()
			.extracting((authority) -> ((FactorGrantedAuthority) authority).getIssuedAt())
			.isEqualTo(Instant.ofEpochSecond(this.now.getEpochSecond() - 600));
		assertThat(second.getAuthorities()).extracting(GrantedAuthority::getAuthority)
			.contains("SCOPE_read", "SCOPE_write");
		Jwt jwt = (Jwt) second.getCredentials();
		Map<String, Object> realm = jwt.getClaim("realm_access");
		List<Object> roles = jwt.getClaim("roles");
		List<Object> audiences = jwt.getClaim("aud");
		for (Runnable change : List.<Runnable>of(() -> realm.put("roles", "b"), () -> roles.add("ADMIN"),
				() -> audiences.clear(), () -> ((List<?>) realm.get("roles")).clear(), () -> jwt.getHeaders().clear(),
				() -> jwt.getClaims().clear())) {
			try {
				change.run();
			}
			catch (UnsupportedOperationException ex) {
				// As good as a copy.
			}
		}
		Jwt third = (Jwt) authenticate(chain, token, "third").getCredentials();
		assertThat(third.getClaimAsStringList("roles")).containsExactly("EDITOR");
		assertThat(third.getAudience()).containsExactly("shop-api");
		assertThat(third.getClaimAsMap("realm_access")).isEqualTo(Map.of("roles", List.of("a")));
	}

	private static Authentication authenticate(AuthenticationManager chain, String token, String details) {
		BearerTokenAuthenticationToken bearer = new BearerTokenAuthenticationToken(token);
		bearer.setDetails(details);
		return chain.authenticate(bearer);
	}

	private AuthenticationManager chain(JwtDecoder decoder) {
		return new AccessTokenAuthenticationManager(new ProviderManager(new JwtAuthenticationProvider(decoder)),
				(token) -> this.inspector, new ReservedAuthorities(Set.of()), List.of(),
				mock(AuthenticationEventPublisher.class), SecurityEventPublisher.none());
	}

	private void assertRefused(JwtDecoder decoder, String token, String reason) {
		assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> decoder.decode(token))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

	@Test
	void keyThatIsDistrustedTakesItsTokensAlong() {
		String token = token((claims) -> {
		});
		this.decoder.decode(token);
		this.distrusted.add(this.cache.find(token).key());
		assertRefused(this.decoder, token, "key_distrusted");
	}

	private TokenInspector inspector(TrustedIssuers issuers, TokenCache cache) {
		return new TokenInspector(issuers, 8192, cache, () -> this.now);
	}

	private StrictJwtDecoder decoder(TokenInspector inspector) {
		return new StrictJwtDecoder(inspector, this.issuers,
				new SignatureVerifier(inspector, this.distrusted::contains),
				List.of((jwt) -> this.revoked.contains(jwt.getId())
						? OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"))
						: OAuth2TokenValidatorResult.success()));
	}

	private TrustedIssuer issuer(String name, String audience) {
		return new TrustedIssuer(
				new TokenPolicy(name, Set.of(audience), "aud", new HeaderRules(ALGORITHMS, Set.of("jwt"), true),
						TokenProfile.STANDARD, Map.of(), Set.of("sub"), false,
						new TokenPolicy.Lifetime(Duration.ofHours(24), Duration.ofSeconds(30), true, true)),
				this.keys, new IssuerIdentity(List.of("sub"), "", List.of()));
	}

	private static String token(Consumer<Map<String, Object>> change) {
		Map<String, Object> claims = new LinkedHashMap<>(provider.claims("shop-api"));
		change.accept(claims);
		return provider.token(provider.header("RS256"), claims);
	}

	private long size() {
		this.cache.tokens().cleanUp();
		return this.cache.tokens().estimatedSize();
	}

	/**
	 * Keys that the test changes.
	 */
	private static final class Keys implements KeySource {

		private List<VerificationKey> published = List.of(key(provider.rsaKey()));

		private int selected;

		static VerificationKey key(JWK key) {
			return Objects.requireNonNull(VerificationKey.of(key.toPublicJWK()));
		}

		@Override
		public List<VerificationKey> select(JWSHeader header) {
			this.selected++;
			return VerificationKey.match(this.published, header);
		}

		@Override
		public boolean isTrusted(VerificationKey key) {
			if (this.published == null) {
				throw new KeysUnavailableException(Duration.ofSeconds(5));
			}
			return this.published.contains(key);
		}

		@Override
		public State state() {
			return new State(this.published.size(), Instant.EPOCH, false);
		}

	}

}
