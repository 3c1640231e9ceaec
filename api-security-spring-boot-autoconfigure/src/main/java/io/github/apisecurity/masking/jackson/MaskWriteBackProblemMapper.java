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

import java.util.List;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.InvalidField;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Names the property that holds a mask.
 *
 * @param invalidFields say what is wrong with a field
 * @param publisher records it
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
record MaskWriteBackProblemMapper(InvalidFields invalidFields,
		SecurityEventPublisher publisher) implements ProblemMapper {

	@Override
	public @Nullable Problem map(Exception exception) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(exception);
		if (!(exception instanceof HttpMessageNotReadableException)
				|| !(cause instanceof MaskWriteBackException writeBack)) {
			return null;
		}
		List<InvalidField> fields = List.of(this.invalidFields.field(writeBack.getPointer(), "masked-value"));
		this.publisher.publish(SecurityEventType.VALIDATION_FAILED, "masked_value", InvalidFields.details(fields));
		return InvalidFields.problem(ProblemType.UNPROCESSABLE_CONTENT, fields)
			.withDetail("A masked value cannot be stored.");
	}

}
