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

package io.github.apisecurity.audit.detection;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.github.apisecurity.audit.detection.Blocks.Refusal;
import io.github.apisecurity.audit.detection.Blocks.Stage;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStates;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Blocks}.
 */
class BlocksTests {

	private static final Signal signal = new Signal(Signal.REQUEST, null, null, null, "192.0.2.1", null, null, "/");

	private final AtomicLong millis = new AtomicLong(1_000_000);

	@Test
	void whenSomeoneWhoIsBlockedIsThrottledTheBlockHolds() {
		run((blocks) -> {
			blocks.add(block(false, 60));
			blocks.add(block(true, 1800));
			assertThat(blocks.refusal(signal, Stage.ADDRESS)).isEqualTo(new Refusal(false, 60_000));
			assertThat(blocks.all()).containsExactly(block(false, 60));
			this.millis.addAndGet(61_000);
			blocks.add(block(true, 1800));
			assertThat(blocks.all()).containsExactly(block(true, 1800));
		});
	}

	@Test
	void whenSomeoneWhoIsThrottledIsBlockedTheBlockHolds() {
		run((blocks) -> {
			blocks.add(block(true, 1800));
			blocks.add(block(false, 60));
			assertThat(blocks.refusal(signal, Stage.ADDRESS)).isEqualTo(new Refusal(false, 60_000));
			assertThat(blocks.all()).containsExactly(block(false, 60));
		});
	}

	@Test
	void whenItsRuleRefusesNoMoreABlockDoesNothing() {
		run((blocks) -> {
			Block stored = new Block("shadowed", block(false, 60).counted(), block(false, 60).subject(), false, 0,
					this.millis.get() + 60_000);
			blocks.add(stored);
			assertThat(blocks.refusal(signal, Stage.ADDRESS)).isNull();
			assertThat(blocks.all()).isEmpty();
			blocks.add(block(true, 60));
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.until(() -> blocks.all().equals(List.of(block(true, 60))));
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenABlockCannotBeWrittenItHoldsHereAndTheLogSaysSo(CapturedOutput output) {
		SharedMap<Block> shared = mock();
		given(shared.update(any(), any()))
			.willThrow(new NoClassDefFoundError("tools/jackson/databind/json/JsonMapper"));
		SharedStates states = mock();
		given(states.<Block>open(any(), any(), any(), anyInt(), any())).willReturn(shared);
		try (Blocks blocks = new Blocks(states, this.millis::get, Set.of("rule"), (rule, subject) -> {
		})) {
			blocks.add(block(false, 60));
			Awaitility.await()
				.untilAsserted(() -> assertThat(output)
					.contains("A block of 'rule' holds on this node only", "tools/jackson/databind/json/JsonMapper")
					.doesNotContain("192.0.2.1"));
			assertThat(blocks.refusal(signal, Stage.ADDRESS)).isEqualTo(new Refusal(false, 60_000));
		}
	}

	private Block block(boolean throttled, long seconds) {
		Subject subject = new Subject(false, List.of(Field.ADDRESS), List.of("192.0.2.1/32"));
		return new Block("rule", subject, subject, throttled, this.millis.get(), this.millis.get() + seconds * 1000);
	}

	private void run(Consumer<Blocks> test) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.run((context) -> {
				SharedStates states = context.getBean(SharedStates.class);
				try (Blocks blocks = new Blocks(states, this.millis::get, Set.of("rule"), (rule, subject) -> {
				})) {
					test.accept(blocks);
				}
			});
	}

}
