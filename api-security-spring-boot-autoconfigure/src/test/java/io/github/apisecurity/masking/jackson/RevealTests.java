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

package io.github.apisecurity.masking.jackson;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.DispatcherType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.ContextAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Reveal}.
 */
class RevealTests {

	private static final List<Person> PAGE = List.of(new Person("ada@example.com", new Note()),
			new Person("eva@example.com", new Note()));

	private static final String MASKED = "[{\"email\":\"a***@example.com\",\"note\":\"%1$s 1\"},"
			+ "{\"email\":\"e***@example.com\",\"note\":\"%1$s 2\"}]";

	private final List<List<?>> recorded = new ArrayList<>();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private boolean refuses;

	private boolean reveal;

	private int asked;

	private final JsonMapper mapper = JsonMapper.builder()
		.defaultAttributes(ContextAttributes.getEmpty().withSharedAttribute("greeting", "mapper"))
		.addModule(new SimpleModule().addSerializer(Note.class, new NoteSerializer()))
		.addModule(new MaskingModule(MaskingRules.ofAnnotations(), this::current))
		.build();

	@Test
	void callerIsAskedForOncePerDocument() {
		this.reveal = true;
		assertThat(this.mapper.writeValueAsString(PAGE)).contains("ada@example.com", "eva@example.com");
		this.reveal = false;
		assertThat(this.mapper.writeValueAsString(PAGE)).isEqualTo(MASKED, "mapper");
		assertThat(this.asked).isEqualTo(2);
	}

	@Test
	void attributesOfTheApplicationStay() {
		ObjectWriter writer = this.mapper.writer();
		assertThat(writer.withAttribute("greeting", "writer").writeValueAsString(PAGE)).isEqualTo(MASKED, "writer");
		assertThat(writer.withAttributes(Map.of("greeting", "all")).writeValueAsString(PAGE)).isEqualTo(MASKED, "all");
		assertThat(writer.withoutAttribute("greeting").writeValueAsString(PAGE)).isEqualTo(MASKED, "null");
		assertThat(writer.writeValueAsString(PAGE)).isEqualTo(MASKED, "mapper");
		assertThat(this.asked).isEqualTo(4);
	}

	@Test
	void attributesMayBeReplaced() {
		ContextAttributes own = ContextAttributes.getEmpty().withSharedAttribute("greeting", "own");
		assertThat(this.mapper.writer().with(own).writeValueAsString(PAGE)).isEqualTo(MASKED, "own");
		assertThat(this.asked).isEqualTo(1);
	}

	@Test
	void rebuiltMapperHasThem() {
		assertThat(this.mapper.rebuild().build().writeValueAsString(PAGE)).isEqualTo(MASKED, "mapper");
		assertThat(this.asked).isEqualTo(1);
	}

	@Test
	void whenAnsweredInAnotherDispatchAllThatWasClearIsRecorded() {
		MaskingRule rule = rule(null);
		interceptor((interceptor, request) -> {
			interceptor.preHandle(request, this.response, this);
			assertThat(RequestReveal.of(request).isRevealed(rule, "first", null)).isTrue();
			assertThat(RequestReveal.of(request).isRevealed(rule, "next", null)).isTrue();
			request.setDispatcherType(DispatcherType.ASYNC);
			interceptor.preHandle(request, this.response, this);
			assertThat(RequestReveal.of(request).isRevealed(rule, "second", null)).isTrue();
			interceptor.afterCompletion(request, this.response, this, null);
		});
		assertThat(this.recorded).containsExactly(List.of("first"), List.of("second"), List.of("next"));
	}

	@Test
	void whenAConditionDecidesWhatCannotBeRecordedStaysMasked() {
		MaskingRule rule = rule("authentication.name == 'auditor'");
		interceptor((interceptor, request) -> {
			interceptor.preHandle(request, this.response, this);
			RequestReveal.of(request).prepare(Map.of(rule, Set.of("iban", "pin")), new HttpHeaders());
			assertThat(this.recorded).isEmpty();
			assertThat(RequestReveal.of(request).isRevealed(rule, "iban", null)).isTrue();
			assertThat(this.recorded).singleElement()
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder("iban", "pin");
			assertThat(RequestReveal.of(request).isRevealed(rule, "pin", null)).isTrue();
			interceptor.afterCompletion(request, this.response, this, null);
		});
		assertThat(this.recorded).hasSize(1);
		this.refuses = true;
		interceptor((interceptor, request) -> {
			interceptor.preHandle(request, this.response, this);
			assertThat(RequestReveal.of(request).isRevealed(rule, "iban", null)).isFalse();
			assertThat(RequestReveal.of(request).isRevealed(rule, "iban", null)).isFalse();
		});
		assertThat(this.recorded).hasSize(2);
	}

	@Test
	void whenOthersThreadsPutTheAnswerTogetherTheCallerIsKnown() {
		MaskingRule rule = rule(null);
		interceptor((interceptor, request) -> {
			interceptor.preHandle(request, this.response, this);
			Reveal reveal = RequestReveal.of(request).onAnyThread();
			assertThat(CompletableFuture.supplyAsync(() -> reveal.isRevealed(rule, "iban", null)))
				.succeedsWithin(Duration.ofSeconds(10))
				.isEqualTo(true);
		});
	}

	private void interceptor(BiConsumer<RevealInterceptor, MockHttpServletRequest> test) {
		RevealInterceptor interceptor = new RevealInterceptor(
				new RevealConditions(new NullRoleHierarchy(), new DefaultListableBeanFactory()),
				new SecurityEventPublisher() {

					@Override
					public void publish(SecurityEventType type, @Nullable String reason, Map<String, Object> details) {
						throw new IllegalStateException("Without a caller");
					}

					@Override
					public void publish(SecurityEventType type, @Nullable String reason, @Nullable Principal caller,
							Map<String, Object> details) {
						assertThat(caller).extracting(Principal::getName).isEqualTo("auditor");
						assertThat(RequestContextHolder.getRequestAttributes()).isNotNull();
						RevealTests.this.recorded.add((List<?>) details.get("properties"));
						if (RevealTests.this.refuses) {
							throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE));
						}
					}

				});
		SecurityContextHolder.getContext()
			.setAuthentication(new TestingAuthenticationToken("auditor", "", "ROLE_AUDITOR"));
		MockHttpServletRequest request = new MockHttpServletRequest();
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		try {
			test.accept(interceptor, request);
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
			SecurityContextHolder.clearContext();
		}
	}

	private static MaskingRule rule(@Nullable String unless) {
		return new MaskingRule((value) -> "***", MaskForm.TEXT, MaskForm.TEXT, false,
				(unless != null) ? Set.of() : Set.of("ROLE_AUDITOR"),
				(unless != null) ? new SpelExpressionParser().parseExpression(unless) : null, false);
	}

	private Reveal current() {
		this.asked++;
		boolean reveal = this.reveal;
		return (rule, property, bean) -> reveal;
	}

	private record Person(@Masked(value = MaskType.EMAIL, revealTo = "ROLE_SUPPORT") String email, Note note) {

	}

	private record Note() {

	}

	/**
	 * Reads an attribute of the mapper or writer, and counts in one of the call.
	 */
	private static final class NoteSerializer extends ValueSerializer<Note> {

		@Override
		public void serialize(Note note, JsonGenerator generator, SerializationContext context) {
			Integer count = (Integer) context.getAttribute("count");
			int next = (count != null) ? count + 1 : 1;
			context.setAttribute("count", next);
			generator.writeString(context.getAttribute("greeting") + " " + next);
		}

	}

}
