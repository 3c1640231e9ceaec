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

package io.github.apisecurity.validation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LimitedRequest}.
 */
class LimitedRequestTests {

	private final List<RequestRefusal> refusals = new ArrayList<>();

	@Test
	void whenApplicationWorksBetweenReadsItsTimeDoesNotCount() throws IOException {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/import");
		request.setContent(new byte[] { 1, 2 });
		InputStream body = new LimitedRequest(request, -1, Duration.ofMillis(100), null, this.refusals::add)
			.getInputStream();
		assertThat(body.read()).isOne();
		long start = System.nanoTime();
		await().until(() -> System.nanoTime() - start > Duration.ofMillis(200).toNanos());
		assertThat(body.read()).isEqualTo(2);
		assertThat(this.refusals).isEmpty();
	}

	@Test
	void whenRequestHasAnEncodingItsTextIsReadWithIt() throws IOException {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/import");
		request.setContent("M\u00fcller".getBytes(StandardCharsets.ISO_8859_1));
		request.setCharacterEncoding("ISO-8859-1");
		LimitedRequest limited = new LimitedRequest(request, -1, Duration.ofSeconds(1), null, this.refusals::add);
		assertThat(limited.getReader().readLine()).isEqualTo("M\u00fcller");
	}

}
