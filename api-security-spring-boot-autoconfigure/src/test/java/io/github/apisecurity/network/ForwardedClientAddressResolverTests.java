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

package io.github.apisecurity.network;

import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.ForwardedHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ForwardedClientAddressResolver}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForwardedClientAddressResolverTests {

	private static final String X_FORWARDED_FOR = "X-Forwarded-For";

	private final ForwardedClientAddressResolver trusting = create(ForwardedHeader.AUTO, "10.1.0.0/16",
			"2001:db8:ffff::/48");

	@Test
	void whenNothingIsTrustedHeadersAreIgnored() {
		MockHttpServletRequest request = request("203.0.113.9");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.1");
		request.addHeader("Forwarded", "for=192.0.2.1");
		assertThat(create(ForwardedHeader.AUTO).resolve(request)).isEqualTo("203.0.113.9");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			192.0.2.1                               | 192.0.2.1
			192.0.2.66, 192.0.2.1                   | 192.0.2.1
			192.0.2.66, 192.0.2.1, 10.1.9.9         | 192.0.2.1
			192.0.2.1:4711                          | 192.0.2.1
			[2001:db8::17]:4711                     | 2001:db8::17
			2001:db8::17%eth0                       | 2001:db8::17
			::ffff:192.0.2.1                        | 192.0.2.1
			192.0.2.66, garbage, 10.1.9.9           | unknown
			192.0.2.66, , 10.1.9.9                  | unknown
			garbage                                 | unknown
			''                                      | unknown
			10.1.9.9,                               | unknown
			/var/run/proxy.sock                     | unknown
			10.1.3.3, 10.1.2.2                      | 10.1.3.3
			192.0.2.1, 2001:db8:ffff::1             | 192.0.2.1
			192.0.2.1:x                             | unknown
			192.0.2.1:                              | unknown
			192.0.2.1:٤٧                            | unknown
			192.0.2.1%eth0                          | unknown
			::%                                     | unknown
			[::1%]                                  | unknown
			[::ffff:192.0.2.1]:80                   | 192.0.2.1
			::192.0.2.1                             | ::c000:201
			[2001:db8::17                           | unknown
			[2001:db8::17]4711                      | unknown
			192.0.2.1:4711000000                    | unknown
			""")
	void whenPeerIsTrustedWalksFromTheRight(String header, String expected) {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, header);
		assertThat(this.trusting.resolve(request)).isEqualTo(expected);
	}

	@Test
	void whenThereAreSeveralHeaderLinesJoinsThem() {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.66");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.1, 10.1.2.2");
		request.addHeader(X_FORWARDED_FOR, "10.1.3.3");
		assertThat(this.trusting.resolve(request)).isEqualTo("192.0.2.1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			for=192.0.2.1                                                    | 192.0.2.1
			For="[2001:db8:cafe::17]:4711"                                   | 2001:db8:cafe::17
			for=192.0.2.66, for=192.0.2.1;proto=https;by=10.1.0.1            | 192.0.2.1
			proto=https; for="192.0.2.1:80"                                  | 192.0.2.1
			for=_hidden                                                      | unknown
			for=unknown                                                      | unknown
			for=unknown, for=10.1.2.2                                        | unknown
			for=192.0.2.1;host="evil, for=10.1.0.9;x="                       | unknown
			host="evil;for=10.1.0.9;x="                                      | unknown
			for=192.0.2.1;for=10.1.0.9                                       | unknown
			for="192.0.2.1\\"                                                | unknown
			proto=https                                                      | unknown
			""")
	void whenHeaderIsForwardedReadsForParameter(String header, String expected) {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader("Forwarded", header);
		assertThat(this.trusting.resolve(request)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			192.0.2.1 | for=192.0.2.66
			192.0.2.1 | for=unknown
			192.0.2.1 | for=_hidden
			192.0.2.1 | for=10.1.0.1
			192.0.2.1 | proto=https
			10.1.0.1  | for=192.0.2.1
			unknown   | for=192.0.2.1
			garbage   | garbage
			unknown   | for=unknown
			''        | for=192.0.2.1
			192.0.2.1 | ''
			""")
	void whenBothHeadersDoNotNameTheSameAddressRefuses(String xForwardedFor, String forwarded) {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, xForwardedFor);
		request.addHeader("Forwarded", forwarded);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.trusting.resolve(request))
			.satisfies((ex) -> assertThat(ex.getProblem().getType()).isEqualTo(ProblemType.BAD_REQUEST));
	}

	@Test
	void whenHeaderIsNamedTheOtherIsNotRead() {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.1");
		request.addHeader("Forwarded", "for=192.0.2.66");
		assertThat(create(ForwardedHeader.X_FORWARDED_FOR, "10.1.0.0/16").resolve(request)).isEqualTo("192.0.2.1");
		assertThat(create(ForwardedHeader.FORWARDED, "10.1.0.0/16").resolve(request)).isEqualTo("192.0.2.66");
	}

	// Otherwise everybody would have the address of the proxy, which lists may trust.
	@Test
	void whenTheProxyWritesTheHeaderThatIsNotNamedClientIsUnknown(CapturedOutput output) {
		ForwardedClientAddressResolver forwarded = create(ForwardedHeader.FORWARDED, "10.1.0.0/16");
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.1");
		assertThat(forwarded.resolve(request)).isEqualTo(ClientAddressResolver.UNKNOWN);
		assertThat(forwarded.resolve(request)).isEqualTo(ClientAddressResolver.UNKNOWN);
		assertThat(output.getAll().split("api-security.network.forwarded-header", -1)).hasSize(2);
		MockHttpServletRequest other = request("10.1.0.1");
		other.addHeader("Forwarded", "for=192.0.2.1");
		assertThat(create(ForwardedHeader.X_FORWARDED_FOR, "10.1.0.0/16").resolve(other))
			.isEqualTo(ClientAddressResolver.UNKNOWN);
		// Such as the proxy that asks for the health.
		assertThat(forwarded.resolve(request("10.1.0.1"))).isEqualTo("10.1.0.1");
	}

	@Test
	void whenBothHeadersNameTheSameAddressBelievesIt() {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.66, 2001:DB8::1");
		request.addHeader("Forwarded", "for=\"[2001:db8:0::1]:4711\"");
		assertThat(this.trusting.resolve(request)).isEqualTo("2001:db8::1");
	}

	@Test
	void whenPeerHasNoAddressItIsUnknown() {
		assertThat(this.trusting.resolve(request(""))).isEqualTo(ClientAddressResolver.UNKNOWN);
		assertThat(this.trusting.resolve(request("::%"))).isEqualTo(ClientAddressResolver.UNKNOWN);
	}

	@Test
	void whenThereAreMoreHopsThanAnybodyHasClientIsUnknown() {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, "10.1.0.2" + ",10.1.0.2".repeat(100_000));
		assertThat(this.trusting.resolve(request)).isEqualTo(ClientAddressResolver.UNKNOWN);
	}

	@Test
	void whenSpringHasReadTheHeadersReadsThoseThatWereReceived() throws Exception {
		MockHttpServletRequest request = request("10.1.0.1");
		request.addHeader(X_FORWARDED_FOR, "10.1.0.66, 192.0.2.1");
		List<String> resolved = new ArrayList<>();
		new ForwardedHeaderFilter().doFilter(request, new MockHttpServletResponse(), (wrapped, response) -> {
			resolved.add(wrapped.getRemoteAddr());
			resolved.add(this.trusting.resolve((HttpServletRequest) wrapped));
		});
		assertThat(resolved).containsExactly("10.1.0.66", "192.0.2.1");
	}

	@Test
	void whenPeerHasZoneStripsIt() {
		assertThat(this.trusting.resolve(request("fe80::1%eth0"))).isEqualTo("fe80::1");
	}

	@Test
	void whenUntrustedPrivatePeerForwardsWarnsOnce(CapturedOutput output) {
		MockHttpServletRequest request = request("10.9.0.1");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.1");
		this.trusting.resolve(request);
		this.trusting.resolve(request);
		assertThat(output.getAll().split("api-security.network.trusted-proxies", -1)).hasSize(2);
	}

	@Test
	void whenUntrustedPublicPeerForwardsDoesNotWarn(CapturedOutput output) {
		MockHttpServletRequest request = request("8.8.8.8");
		request.addHeader(X_FORWARDED_FOR, "192.0.2.1");
		this.trusting.resolve(request);
		assertThat(output).doesNotContain("trusted-proxies");
	}

	private static ForwardedClientAddressResolver create(ForwardedHeader header, String... ranges) {
		return new ForwardedClientAddressResolver(
				new RequestTransport(IpRangeTable.of(IpRange.listOf(ranges)), header));
	}

	private static MockHttpServletRequest request(String peer) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(peer);
		return request;
	}

}
