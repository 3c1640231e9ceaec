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

package io.github.apisecurity.network.lists;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.network.IpRangeTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressLists}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AddressListsTests {

	@Test
	void whenSourceFailsUnexpectedlyItIsAskedAgainAndOneLineTells(CapturedOutput output) throws Exception {
		CountDownLatch asked = new CountDownLatch(3);
		AddressLists lists = new AddressLists(List.of(), List.of(new RangeSource() {

			@Override
			public IpRangeTable table() {
				return IpRangeTable.EMPTY;
			}

			@Override
			public Duration interval() {
				return Duration.ofMillis(1);
			}

			@Override
			public void refresh() {
				asked.countDown();
				throw new IllegalStateException("with a secret");
			}

		}), Map.of());
		lists.start();
		try {
			assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			lists.stop();
		}
		assertThat(output).containsOnlyOnce("A list of addresses cannot be read").doesNotContain("with a secret");
	}

}
