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

import java.time.Duration;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Shows what {@link JWKSourceBuilder} does otherwise than {@link RemoteKeySource}, which
 * is why that is not made with it. When one of these fails, look whether it can be.
 */
class JwkSourceBuilderTests {

	private static final long REFRESH_INTERVAL = Duration.ofMinutes(5).toMillis();

	private static final long OUTAGE_TOLERANCE = Duration.ofHours(1).toMillis();

	private static RSAKey key;

	private final Origin origin = new Origin();

	private final JWKSetSource<SecurityContext> source = ((JWKSetBasedJWKSource<SecurityContext>) JWKSourceBuilder
		.create(this.origin)
		.cache(REFRESH_INTERVAL, 1000)
		.refreshAheadCache(false)
		.rateLimited(30_000)
		.outageTolerant(REFRESH_INTERVAL + OUTAGE_TOLERANCE)
		.build()).getJWKSetSource();

	@BeforeAll
	static void generateKey() throws Exception {
		key = new RSAKeyGenerator(2048).keyID("first").generate().toPublicJWK();
	}

	@Test
	void twoFailuresLockOutEveryCallerForTheIntervalOfTheRateLimit() throws Exception {
		this.origin.down = true;
		for (int second = 0; second < 10; second += 5) {
			long time = second * 1000L;
			assertThatExceptionOfType(JWKSetUnavailableException.class).isThrownBy(() -> get(time));
		}
		this.origin.down = false;
		assertThatExceptionOfType(RateLimitReachedException.class).isThrownBy(() -> get(10_000));
	}

	@Test
	void providerThatFailedIsNotAskedAgainBeforeTheNextInterval() throws Exception {
		get(0);
		this.origin.down = true;
		get(REFRESH_INTERVAL + 1);
		this.origin.down = false;
		int fetches = this.origin.fetches;
		get(REFRESH_INTERVAL + 60_000);
		assertThat(this.origin.fetches).isEqualTo(fetches);
	}

	@Test
	void keysThatAreTooOldCountAsFreshForAnotherInterval() throws Exception {
		get(0);
		this.origin.down = true;
		get(REFRESH_INTERVAL + OUTAGE_TOLERANCE - 1);
		assertThat(get(REFRESH_INTERVAL + OUTAGE_TOLERANCE + 60_000).getKeys()).hasSize(1);
	}

	private JWKSet get(long time) throws Exception {
		return this.source.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), time, null);
	}

	private static final class Origin implements JWKSetSource<SecurityContext> {

		private boolean down;

		private int fetches;

		@Override
		public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long time, SecurityContext context)
				throws JWKSetUnavailableException {
			this.fetches++;
			if (this.down) {
				throw new JWKSetUnavailableException("down");
			}
			return new JWKSet(key);
		}

		@Override
		public void close() {
			// Nothing is open.
		}

	}

}
