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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.hibernate.HibernateException;
import org.hibernate.metamodel.model.domain.PluralPersistentAttribute;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.NodeBuilder;
import org.hibernate.query.sqm.spi.BaseSemanticQueryWalker;
import org.hibernate.query.sqm.tree.SqmCopyContext;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.hibernate.query.sqm.tree.domain.SqmBasicValuedSimplePath;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.expression.SqmFunction;
import org.hibernate.query.sqm.tree.expression.SqmLiteral;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.from.SqmAttributeJoin;
import org.hibernate.query.sqm.tree.predicate.SqmComparisonPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmInListPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmMemberOfPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmNullnessPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmPredicate;
import org.hibernate.query.sqm.tree.select.SqmSelectClause;
import org.hibernate.query.sqm.tree.select.SqmSubQuery;
import org.jspecify.annotations.Nullable;

/**
 * Finds the comparisons with encrypted attributes in a query, copies the query with
 * comparisons of the blind index in their place, and refuses what would compare, sort,
 * compute or change envelopes.
 */
final class BlindIndexQuery extends BaseSemanticQueryWalker implements SqmCopyContext {

	private final Map<Object, SqmPredicate> replacements = new IdentityHashMap<>();

	private final SqmCopyContext copies = SqmCopyContext.simpleContext();

	private boolean allowed;

	private BlindIndexQuery() {
	}

	@SuppressWarnings("unchecked")
	static <S extends SqmStatement<?>> S of(S statement) {
		BlindIndexQuery query = new BlindIndexQuery();
		statement.accept(query);
		return query.replacements.isEmpty() ? statement : (S) statement.copy(query);
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

	@Override
	public Object visitComparisonPredicate(SqmComparisonPredicate predicate) {
		ComparisonOperator operator = predicate.getSqmOperator();
		SqmExpression<?> left = predicate.getLeftHandExpression();
		SqmExpression<?> right = predicate.getRightHandExpression();
		EncryptedType type = (indexed(left) != null) ? indexed(left) : indexed(right);
		if (type == null || (operator != ComparisonOperator.EQUAL && operator != ComparisonOperator.NOT_EQUAL)
				|| !isComparable(left, type) || !isComparable(right, type)) {
			return super.visitComparisonPredicate(predicate);
		}
		SqmComparisonPredicate onIndex = new SqmComparisonPredicate(index(left, type), operator, index(right, type),
				predicate.nodeBuilder());
		if (predicate.isNegated()) {
			onIndex.negate();
		}
		this.replacements.put(predicate, onIndex);
		return predicate;
	}

	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public Object visitInListPredicate(SqmInListPredicate<?> predicate) {
		EncryptedType type = indexed(predicate.getTestExpression());
		if (type == null || !predicate.getListExpressions().stream().allMatch((value) -> isComparable(value, type))) {
			return super.visitInListPredicate(predicate);
		}
		List<SqmExpression> values = predicate.getListExpressions()
			.stream()
			.map((value) -> (SqmExpression) index(value, type))
			.toList();
		this.replacements.put(predicate, new SqmInListPredicate(index(predicate.getTestExpression(), type),
				new ArrayList<>(values), predicate.isNegated(), predicate.nodeBuilder()));
		return predicate;
	}

	@Override
	public Object visitIsNullPredicate(SqmNullnessPredicate predicate) {
		return visit(true, () -> super.visitIsNullPredicate(predicate));
	}

	@Override
	public Object visitSelectClause(SqmSelectClause clause) {
		return visit(!clause.isDistinct(), () -> super.visitSelectClause(clause));
	}

	@Override
	public Object visitSubQueryExpression(SqmSubQuery<?> query) {
		return visit(false, () -> super.visitSubQueryExpression(query));
	}

	@Override
	public Object visitFunction(SqmFunction<?> function) {
		return visit(function.getFunctionName().equals("count"), () -> super.visitFunction(function));
	}

	private Object visit(boolean allowed, Supplier<Object> visit) {
		boolean outer = this.allowed;
		this.allowed = allowed;
		try {
			return visit.get();
		}
		finally {
			this.allowed = outer;
		}
	}

	@Override
	public Object visitQualifiedAttributeJoin(SqmAttributeJoin<?, ?> join) {
		check(EncryptedType.of(join.getReferencedPathSource().getPathType()));
		return super.visitQualifiedAttributeJoin(join);
	}

	@Override
	public Object visitMemberOfPredicate(SqmMemberOfPredicate predicate) {
		if (predicate.getPluralPath()
			.getReferencedPathSource() instanceof PluralPersistentAttribute<?, ?, ?> attribute) {
			check(EncryptedType.of(attribute.getElementType()));
		}
		return super.visitMemberOfPredicate(predicate);
	}

	@Override
	public Object visitBasicValuedPath(SqmBasicValuedSimplePath<?> path) {
		check(EncryptedType.of(path.getReferencedPathSource().getPathType()));
		return super.visitBasicValuedPath(path);
	}

	private void check(@Nullable EncryptedType type) {
		if (type != null && !this.allowed) {
			throw new HibernateException("'" + type.attribute() + "' is encrypted: it can be selected, "
					+ (type.isIndexed() ? "and compared for equality with its @BlindIndex, but nothing else"
							: "but not be compared. To compare it for equality, add @BlindIndex"));
		}
	}

	private static @Nullable EncryptedType indexed(SqmExpression<?> expression) {
		EncryptedType type = (expression instanceof SqmBasicValuedSimplePath<?> path)
				? EncryptedType.of(path.getReferencedPathSource().getPathType()) : null;
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
		NodeBuilder builder = expression.nodeBuilder();
		return (value != null) ? new SqmLiteral<>(type.toCode(value), builder.getStringType(), builder) : expression;
	}

}
