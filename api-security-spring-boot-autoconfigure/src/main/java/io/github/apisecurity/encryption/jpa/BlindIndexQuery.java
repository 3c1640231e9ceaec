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
import java.util.function.Supplier;

import org.hibernate.HibernateException;
import org.hibernate.metamodel.model.domain.EmbeddableDomainType;
import org.hibernate.metamodel.model.domain.ManagedDomainType;
import org.hibernate.metamodel.model.domain.PluralPersistentAttribute;
import org.hibernate.query.criteria.JpaCompoundSelection;
import org.hibernate.query.criteria.JpaSelection;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.NodeBuilder;
import org.hibernate.query.sqm.SetOperator;
import org.hibernate.query.sqm.SqmPathSource;
import org.hibernate.query.sqm.spi.BaseSemanticQueryWalker;
import org.hibernate.query.sqm.tree.SqmCopyContext;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.hibernate.query.sqm.tree.domain.SqmBasicValuedSimplePath;
import org.hibernate.query.sqm.tree.domain.SqmEmbeddedValuedSimplePath;
import org.hibernate.query.sqm.tree.domain.SqmPath;
import org.hibernate.query.sqm.tree.expression.SqmAliasedNodeRef;
import org.hibernate.query.sqm.tree.expression.SqmDistinct;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.expression.SqmFunction;
import org.hibernate.query.sqm.tree.expression.SqmLiteral;
import org.hibernate.query.sqm.tree.expression.SqmNamedParameter;
import org.hibernate.query.sqm.tree.expression.SqmParameter;
import org.hibernate.query.sqm.tree.expression.SqmPositionalParameter;
import org.hibernate.query.sqm.tree.from.SqmAttributeJoin;
import org.hibernate.query.sqm.tree.predicate.SqmComparisonPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmExistsPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmInListPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmMemberOfPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmNullnessPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmPredicate;
import org.hibernate.query.sqm.tree.select.SqmAliasedNode;
import org.hibernate.query.sqm.tree.select.SqmQueryGroup;
import org.hibernate.query.sqm.tree.select.SqmSelectClause;
import org.hibernate.query.sqm.tree.select.SqmSelectableNode;
import org.hibernate.query.sqm.tree.select.SqmSelection;
import org.hibernate.query.sqm.tree.select.SqmSortSpecification;
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

	private final Map<Object, Optional<EncryptedType>> parameters = new HashMap<>();

	private List<? extends SqmAliasedNode<?>> selections = List.of();

	private boolean allowed;

	private boolean selectable = true;

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
		use(left, type);
		use(right, type);
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
		predicate.getListExpressions().forEach((value) -> use(value, type));
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
		this.selections = clause.getSelections();
		return visit(!clause.isDistinct() && this.selectable, () -> super.visitSelectClause(clause));
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
			visit(this.allowed && (node instanceof SqmPath || !(node instanceof SqmExpression)),
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
		return visit(false, () -> super.visitDistinct(distinct));
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
			check(type(path));
		}
	}

	@Override
	public Object visitNamedParameterExpression(SqmNamedParameter<?> parameter) {
		use(parameter, null);
		return super.visitNamedParameterExpression(parameter);
	}

	@Override
	public Object visitPositionalParameterExpression(SqmPositionalParameter<?> parameter) {
		use(parameter, null);
		return super.visitPositionalParameterExpression(parameter);
	}

	// A parameter is bound once: as the code of one attribute, or as it is.
	private void use(SqmExpression<?> expression, @Nullable EncryptedType type) {
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

	@Override
	public Object visitFunction(SqmFunction<?> function) {
		return visit(function.getFunctionName().equals("count"), () -> super.visitFunction(function));
	}

	private Object visit(boolean allowed, Supplier<Object> visit) {
		return visit(allowed, this.selectable, visit);
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
		check(type(join));
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
		check(type(path));
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

	private static @Nullable EncryptedType type(SqmPath<?> path) {
		return EncryptedType.of(path.getReferencedPathSource().getPathType());
	}

	private static @Nullable EncryptedType indexed(SqmExpression<?> expression) {
		EncryptedType type = (expression instanceof SqmBasicValuedSimplePath<?> path) ? type(path) : null;
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
