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

package io.github.apisecurity.encryption.jpa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.hibernate.HibernateException;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.NodeBuilder;
import org.hibernate.query.sqm.tree.SqmCopyContext;
import org.hibernate.query.sqm.tree.domain.SqmBasicValuedSimplePath;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.expression.SqmLiteral;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.predicate.SqmComparisonPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmInListPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Copies a query with comparisons of the blind index in the place of those with the
 * encrypted attribute.
 */
class BlindIndexComparisons implements SqmCopyContext {

	private final Map<Object, SqmPredicate> replacements = new IdentityHashMap<>();

	private final SqmCopyContext copies = SqmCopyContext.simpleContext();

	private final Map<Object, Optional<EncryptedType>> parameters = new HashMap<>();

	boolean isEmpty() {
		return this.replacements.isEmpty();
	}

	// The values are bound to the parameters of the query as it was.
	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T getCopy(T original) {
		if (original instanceof SqmParameter) {
			return original;
		}
		SqmPredicate replacement = this.replacements.get(original);
		return (replacement != null) ? (T) replacement.copy(this) : this.copies.getCopy(original);
	}

	@Override
	public <T> T registerCopy(T original, T copy) {
		return this.copies.registerCopy(original, copy);
	}

	boolean replace(SqmComparisonPredicate predicate) {
		ComparisonOperator operator = predicate.getSqmOperator();
		SqmExpression<?> left = predicate.getLeftHandExpression();
		SqmExpression<?> right = predicate.getRightHandExpression();
		EncryptedType type = (indexed(left) != null) ? indexed(left) : indexed(right);
		if (type == null || (operator != ComparisonOperator.EQUAL && operator != ComparisonOperator.NOT_EQUAL)
				|| !isComparable(left, type) || !isComparable(right, type)) {
			return false;
		}
		SqmComparisonPredicate onIndex = new SqmComparisonPredicate(index(left, type), operator, index(right, type),
				predicate.nodeBuilder());
		if (predicate.isNegated()) {
			onIndex.negate();
		}
		use(left, type);
		use(right, type);
		this.replacements.put(predicate, onIndex);
		return true;
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	boolean replace(SqmInListPredicate<?> predicate) {
		EncryptedType type = indexed(predicate.getTestExpression());
		if (type == null || !predicate.getListExpressions().stream().allMatch((value) -> isComparable(value, type))) {
			return false;
		}
		predicate.getListExpressions().forEach((value) -> use(value, type));
		List<SqmExpression> values = predicate.getListExpressions()
			.stream()
			.map((value) -> (SqmExpression) index(value, type))
			.toList();
		this.replacements.put(predicate, new SqmInListPredicate(index(predicate.getTestExpression(), type),
				new ArrayList<>(values), predicate.isNegated(), predicate.nodeBuilder()));
		return true;
	}

	// A parameter is bound once: as the code of one attribute, or as it is.
	void use(SqmExpression<?> expression, @Nullable EncryptedType type) {
		if (expression instanceof SqmParameter<?> parameter
				&& (parameter.getName() != null || parameter.getPosition() != null)) {
			Object key = (parameter.getName() != null) ? parameter.getName() : parameter.getPosition();
			Optional<EncryptedType> other = this.parameters.putIfAbsent(key, Optional.ofNullable(type));
			if (other != null && other.orElse(null) != type) {
				throw new HibernateException("Parameter '" + key + "' is compared with '"
						+ Objects.requireNonNullElseGet(type, other::orElseThrow).attribute()
						+ "', which is encrypted, and with something else. Use a parameter for each.");
			}
		}
	}

	private static @Nullable EncryptedType indexed(SqmExpression<?> expression) {
		EncryptedType type = (expression instanceof SqmBasicValuedSimplePath<?> path) ? EncryptedType.of(path) : null;
		return (type != null && type.isIndexed()) ? type : null;
	}

	// What is computed, or stored in another column, is no code of this column.
	private static boolean isComparable(SqmExpression<?> expression, EncryptedType type) {
		return expression instanceof SqmParameter || expression instanceof SqmLiteral || indexed(expression) == type;
	}

	// Parameters keep the type of the encrypted attribute, which makes codes of them.
	private static SqmExpression<?> index(SqmExpression<?> expression, EncryptedType type) {
		if (expression instanceof SqmBasicValuedSimplePath<?> path) {
			return path.getLhs().get(path.getReferencedPathSource().getPathName() + BlindIndexBinder.SUFFIX);
		}
		Object value = (expression instanceof SqmLiteral<?> literal) ? literal.getLiteralValue() : null;
		if (value != null && !type.isShared()) {
			throw new HibernateException("'" + type.attribute() + "' is encrypted, and the query would keep the code "
					+ "that its constant has for one tenant. Use a parameter.");
		}
		NodeBuilder builder = expression.nodeBuilder();
		return (value != null) ? new SqmLiteral<>(type.toCode(value), builder.getStringType(), builder) : expression;
	}

}
