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
import java.util.List;
import java.util.function.Supplier;

import org.hibernate.HibernateException;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.metamodel.model.domain.PluralPersistentAttribute;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.QueryParameterBindings;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.NodeBuilder;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.query.sqm.sql.SqmTranslatorFactory;
import org.hibernate.query.sqm.sql.internal.StandardSqmTranslator;
import org.hibernate.query.sqm.tree.SqmDmlStatement;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.hibernate.query.sqm.tree.domain.SqmBasicValuedSimplePath;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.expression.SqmLiteral;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.from.SqmAttributeJoin;
import org.hibernate.query.sqm.tree.predicate.SqmComparisonPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmInListPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmMemberOfPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmNullnessPredicate;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.sql.ast.Clause;
import org.hibernate.sql.ast.spi.SqlAstCreationContext;
import org.hibernate.sql.ast.tree.MutationStatement;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.predicate.ComparisonPredicate;
import org.hibernate.sql.ast.tree.predicate.NullnessPredicate;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.type.CustomType;
import org.jspecify.annotations.Nullable;

/**
 * Has queries compare the blind index where they name the encrypted attribute, and
 * refuses what would compare, sort or change envelopes.
 *
 * @since 0.1.0
 */
public class BlindIndexTranslatorFactory implements SqmTranslatorFactory {

	@Override
	public SqmTranslator<SelectStatement> createSelectTranslator(SqmSelectStatement<?> statement, QueryOptions options,
			DomainParameterXref xref, QueryParameterBindings bindings, LoadQueryInfluencers influencers,
			SqlAstCreationContext context, boolean deduplicate) {
		return new Translator<>(statement, options, xref, bindings, influencers, context, deduplicate);
	}

	@Override
	public SqmTranslator<? extends MutationStatement> createMutationTranslator(SqmDmlStatement<?> statement,
			QueryOptions options, DomainParameterXref xref, QueryParameterBindings bindings,
			LoadQueryInfluencers influencers, SqlAstCreationContext context) {
		return new Translator<>(statement, options, xref, bindings, influencers, context, false);
	}

	private static final class Translator<T extends Statement> extends StandardSqmTranslator<T> {

		private boolean nullness;

		Translator(SqmStatement<?> statement, QueryOptions options, DomainParameterXref xref,
				QueryParameterBindings bindings, LoadQueryInfluencers influencers, SqlAstCreationContext context,
				boolean deduplicate) {
			super(statement, options, xref, bindings, influencers, context, deduplicate);
		}

		@Override
		public ComparisonPredicate visitComparisonPredicate(SqmComparisonPredicate predicate) {
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
			return super.visitComparisonPredicate(onIndex);
		}

		@Override
		@SuppressWarnings({ "unchecked", "rawtypes" })
		public Predicate visitInListPredicate(SqmInListPredicate<?> predicate) {
			EncryptedType type = indexed(predicate.getTestExpression());
			if (type == null
					|| !predicate.getListExpressions().stream().allMatch((value) -> isComparable(value, type))) {
				return super.visitInListPredicate(predicate);
			}
			List<SqmExpression> values = predicate.getListExpressions()
				.stream()
				.map((value) -> (SqmExpression) index(value, type))
				.toList();
			return super.visitInListPredicate(new SqmInListPredicate(index(predicate.getTestExpression(), type),
					new ArrayList<>(values), predicate.isNegated(), predicate.nodeBuilder()));
		}

		@Override
		public NullnessPredicate visitIsNullPredicate(SqmNullnessPredicate predicate) {
			return allowing(() -> super.visitIsNullPredicate(predicate));
		}

		private <R> R allowing(Supplier<R> visit) {
			boolean outer = this.nullness;
			this.nullness = true;
			try {
				return visit.get();
			}
			finally {
				this.nullness = outer;
			}
		}

		@Override
		public Expression visitQualifiedAttributeJoin(SqmAttributeJoin<?, ?> join) {
			check(type(join.getReferencedPathSource().getPathType()));
			return super.visitQualifiedAttributeJoin(join);
		}

		@Override
		public Predicate visitMemberOfPredicate(SqmMemberOfPredicate predicate) {
			if (predicate.getPluralPath()
				.getReferencedPathSource() instanceof PluralPersistentAttribute<?, ?, ?> attribute) {
				check(type(attribute.getElementType()));
			}
			return super.visitMemberOfPredicate(predicate);
		}

		@Override
		public Expression visitBasicValuedPath(SqmBasicValuedSimplePath<?> path) {
			check(type(path.getReferencedPathSource().getPathType()));
			return super.visitBasicValuedPath(path);
		}

		private void check(@Nullable EncryptedType type) {
			if (type != null && !this.nullness && getCurrentClauseStack().getCurrent() != Clause.SELECT) {
				throw new HibernateException("'" + type.attribute() + "' is encrypted: it can be selected, "
						+ (type.isIndexed() ? "and compared for equality with its @BlindIndex, but nothing else"
								: "but not be compared. To compare it for equality, add @BlindIndex"));
			}
		}

		private static @Nullable EncryptedType indexed(SqmExpression<?> expression) {
			EncryptedType type = (expression instanceof SqmBasicValuedSimplePath<?> path)
					? type(path.getReferencedPathSource().getPathType()) : null;
			return (type != null && type.isIndexed()) ? type : null;
		}

		// What is computed, or stored in another column, is no code of this column.
		private static boolean isComparable(SqmExpression<?> expression, EncryptedType type) {
			return expression instanceof SqmParameter || expression instanceof SqmLiteral
					|| indexed(expression) == type;
		}

		// Parameters keep the type of the encrypted attribute, which makes codes of them.
		private static SqmExpression<?> index(SqmExpression<?> expression, EncryptedType type) {
			if (indexed(expression) != null) {
				SqmBasicValuedSimplePath<?> path = (SqmBasicValuedSimplePath<?>) expression;
				return path.getLhs().get(path.getReferencedPathSource().getPathName() + BlindIndexBinder.SUFFIX);
			}
			Object value = (expression instanceof SqmLiteral<?> literal) ? literal.getLiteralValue() : null;
			if (value != null) {
				NodeBuilder builder = expression.nodeBuilder();
				return new SqmLiteral<>(type.toCode(value), builder.getStringType(), builder);
			}
			return expression;
		}

		private static @Nullable EncryptedType type(@Nullable Object type) {
			return (type instanceof CustomType<?> custom && custom.getUserType() instanceof EncryptedType encrypted)
					? encrypted : null;
		}

	}

}
