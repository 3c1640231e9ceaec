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

import java.util.List;
import java.util.function.Supplier;

import org.hibernate.HibernateException;
import org.hibernate.metamodel.model.domain.EmbeddableDomainType;
import org.hibernate.metamodel.model.domain.ManagedDomainType;
import org.hibernate.metamodel.model.domain.PluralPersistentAttribute;
import org.hibernate.query.criteria.JpaCompoundSelection;
import org.hibernate.query.criteria.JpaSelection;
import org.hibernate.query.sqm.SetOperator;
import org.hibernate.query.sqm.SqmPathSource;
import org.hibernate.query.sqm.spi.BaseSemanticQueryWalker;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.hibernate.query.sqm.tree.domain.SqmBasicValuedSimplePath;
import org.hibernate.query.sqm.tree.domain.SqmEmbeddedValuedSimplePath;
import org.hibernate.query.sqm.tree.domain.SqmPath;
import org.hibernate.query.sqm.tree.expression.SqmAliasedNodeRef;
import org.hibernate.query.sqm.tree.expression.SqmDistinct;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.expression.SqmFunction;
import org.hibernate.query.sqm.tree.expression.SqmNamedParameter;
import org.hibernate.query.sqm.tree.expression.SqmPositionalParameter;
import org.hibernate.query.sqm.tree.from.SqmAttributeJoin;
import org.hibernate.query.sqm.tree.predicate.SqmComparisonPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmExistsPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmInListPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmMemberOfPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmNullnessPredicate;
import org.hibernate.query.sqm.tree.select.SqmAliasedNode;
import org.hibernate.query.sqm.tree.select.SqmQueryGroup;
import org.hibernate.query.sqm.tree.select.SqmSelectClause;
import org.hibernate.query.sqm.tree.select.SqmSelectableNode;
import org.hibernate.query.sqm.tree.select.SqmSelection;
import org.hibernate.query.sqm.tree.select.SqmSortSpecification;
import org.hibernate.query.sqm.tree.select.SqmSubQuery;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a query does with encrypted attributes: comparisons that the blind index can
 * answer are replaced, and what else would compare, sort, compute or change envelopes is
 * refused.
 */
final class BlindIndexQuery extends BaseSemanticQueryWalker {

	private final BlindIndexComparisons comparisons = new BlindIndexComparisons();

	private List<? extends SqmAliasedNode<?>> selections = List.of();

	private boolean allowed;

	private boolean selectable = true;

	private BlindIndexQuery() {
	}

	@SuppressWarnings("unchecked")
	static <S extends SqmStatement<?>> S of(S statement) {
		BlindIndexQuery query = new BlindIndexQuery();
		statement.accept(query);
		return query.comparisons.isEmpty() ? statement : (S) statement.copy(query.comparisons);
	}

	@Override
	public Object visitComparisonPredicate(SqmComparisonPredicate predicate) {
		return this.comparisons.replace(predicate) ? predicate : super.visitComparisonPredicate(predicate);
	}

	@Override
	public Object visitInListPredicate(SqmInListPredicate<?> predicate) {
		return this.comparisons.replace(predicate) ? predicate : super.visitInListPredicate(predicate);
	}

	@Override
	public Object visitIsNullPredicate(SqmNullnessPredicate predicate) {
		return visit(true, this.selectable, () -> super.visitIsNullPredicate(predicate));
	}

	@Override
	public Object visitSelectClause(SqmSelectClause clause) {
		this.selections = clause.getSelections();
		return visit(!clause.isDistinct() && this.selectable, this.selectable, () -> super.visitSelectClause(clause));
	}

	@Override
	public Object visitSelection(SqmSelection<?> selection) {
		visitSelected(selection.getSelectableNode());
		return selection;
	}

	// What is computed of a value is not what is selected.
	private void visitSelected(JpaSelection<?> selected) {
		if (selected instanceof JpaCompoundSelection<?> compound) {
			compound.getSelectionItems().forEach(this::visitSelected);
		}
		else if (selected instanceof SqmSelectableNode<?> node) {
			visit(this.allowed && (node instanceof SqmPath || !(node instanceof SqmExpression)), this.selectable,
					() -> node.accept(this));
		}
	}

	// What others than 'exists' do with what is selected compares it.
	@Override
	public Object visitExistsPredicate(SqmExistsPredicate predicate) {
		return (predicate.getExpression() instanceof SqmSubQuery<?> query)
				? visit(false, true, () -> super.visitSubQueryExpression(query))
				: super.visitExistsPredicate(predicate);
	}

	@Override
	public Object visitSubQueryExpression(SqmSubQuery<?> query) {
		return visit(false, false, () -> super.visitSubQueryExpression(query));
	}

	@Override
	public Object visitQueryGroup(SqmQueryGroup<?> group) {
		return visit(this.allowed, this.selectable && group.getSetOperator() == SetOperator.UNION_ALL,
				() -> super.visitQueryGroup(group));
	}

	@Override
	public Object visitDistinct(SqmDistinct<?> distinct) {
		return visit(false, this.selectable, () -> super.visitDistinct(distinct));
	}

	@Override
	public Object visitSortSpecification(SqmSortSpecification specification) {
		checkAlias(specification.getSortExpression());
		return super.visitSortSpecification(specification);
	}

	@Override
	public Object visitGroupByClause(List<SqmExpression<?>> expressions) {
		expressions.forEach(this::checkAlias);
		return super.visitGroupByClause(expressions);
	}

	private void checkAlias(SqmExpression<?> expression) {
		if (expression instanceof SqmAliasedNodeRef alias
				&& this.selections.get(alias.getPosition() - 1).getSelectableNode() instanceof SqmPath<?> path) {
			check(EncryptedType.of(path));
		}
	}

	@Override
	public Object visitNamedParameterExpression(SqmNamedParameter<?> parameter) {
		this.comparisons.use(parameter, null);
		return super.visitNamedParameterExpression(parameter);
	}

	@Override
	public Object visitPositionalParameterExpression(SqmPositionalParameter<?> parameter) {
		this.comparisons.use(parameter, null);
		return super.visitPositionalParameterExpression(parameter);
	}

	@Override
	public Object visitFunction(SqmFunction<?> function) {
		return visit(function.getFunctionName().equals("count"), this.selectable, () -> super.visitFunction(function));
	}

	private Object visit(boolean allowed, boolean selectable, Supplier<Object> visit) {
		boolean outerAllowed = this.allowed;
		boolean outerSelectable = this.selectable;
		this.allowed = allowed;
		this.selectable = selectable;
		Object visited = visit.get();
		this.allowed = outerAllowed;
		this.selectable = outerSelectable;
		return visited;
	}

	@Override
	public Object visitQualifiedAttributeJoin(SqmAttributeJoin<?, ?> join) {
		check(EncryptedType.of(join));
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
		check(EncryptedType.of(path));
		return super.visitBasicValuedPath(path);
	}

	@Override
	public Object visitEmbeddableValuedPath(SqmEmbeddedValuedSimplePath<?> path) {
		if (path.getReferencedPathSource().getPathType() instanceof ManagedDomainType<?> embeddable) {
			checkParts(embeddable);
		}
		return super.visitEmbeddableValuedPath(path);
	}

	private void checkParts(ManagedDomainType<?> embeddable) {
		embeddable.visitAttributes((attribute) -> {
			if (attribute instanceof SqmPathSource<?> part) {
				check(EncryptedType.of(part.getPathType()));
				if (part.getPathType() instanceof EmbeddableDomainType<?> nested) {
					checkParts(nested);
				}
			}
		});
	}

	private void check(@Nullable EncryptedType type) {
		if (type != null && !this.allowed) {
			throw new HibernateException("'" + type.attribute() + "' is encrypted: it can be selected, "
					+ (type.isIndexed() ? "and compared for equality with its @BlindIndex, but nothing else"
							: "but not be compared. To compare it for equality, add @BlindIndex"));
		}
	}

}
