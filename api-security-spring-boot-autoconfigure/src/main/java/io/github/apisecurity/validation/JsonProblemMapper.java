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

import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.FieldPointer;
import io.github.apisecurity.problem.InvalidField;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Names the field of a document that does not fit its type. What Jackson says about it
 * quotes the document and names classes, and is not told.
 *
 * @param invalidFields say what is wrong with a field
 * @param publisher records it
 */
record JsonProblemMapper(InvalidFields invalidFields, SecurityEventPublisher publisher) implements ProblemMapper {

	@Override
	public @Nullable Problem map(Exception exception) {
		if (!(exception instanceof HttpMessageNotReadableException)
				|| !(exception.getCause() instanceof MismatchedInputException mismatch)) {
			return null;
		}
		boolean unknown = mismatch instanceof PropertyBindingException;
		List<Reference> path = mismatch.getPath();
		if (path.isEmpty()) {
			// The document as a whole, or what follows it.
			return null;
		}
		// The last step to an unknown property is what the caller called it.
		FieldPointer pointer = pointer((unknown) ? path.subList(0, path.size() - 1) : path);
		List<InvalidField> fields = List
			.of(this.invalidFields.field(pointer, (unknown) ? "unknown-property" : "type-mismatch"));
		this.publisher.publish(SecurityEventType.VALIDATION_FAILED, (unknown) ? "unknown_property" : "type_mismatch",
				InvalidFields.details(fields));
		return InvalidFields.problem(ProblemType.VALIDATION_FAILED, fields);
	}

	private static FieldPointer pointer(List<Reference> path) {
		FieldPointer pointer = FieldPointer.ROOT;
		for (Reference reference : path) {
			pointer = step(pointer, reference);
		}
		return pointer;
	}

	private static FieldPointer step(FieldPointer pointer, Reference reference) {
		String name = reference.getPropertyName();
		if (name == null) {
			return pointer.step(Integer.toString(reference.getIndex()));
		}
		Object from = reference.from();
		boolean map = from instanceof Map || (from instanceof Class<?> type && Map.class.isAssignableFrom(type));
		return (map) ? pointer.anyKey() : pointer.step(name);
	}

}
