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

import org.aopalliance.intercept.MethodInterceptor;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.QueryParameterBindings;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.mutation.internal.SqmMultiTableMutationStrategyProviderStandard;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableInsertStrategy;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategyProvider;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.query.sqm.sql.SqmTranslatorFactory;
import org.hibernate.query.sqm.sql.StandardSqmTranslatorFactory;
import org.hibernate.query.sqm.tree.SqmDmlStatement;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.sql.ast.spi.SqlAstCreationContext;
import org.hibernate.sql.ast.tree.MutationStatement;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;

/**
 * Has queries compare the blind index where they name the encrypted attribute, before
 * Hibernate makes SQL of them. Statements that change entities with several tables do not
 * come by here: what changes those is found by Hibernate as a service.
 *
 * @since 0.1.0
 */
public class BlindIndexTranslatorFactory
		implements SqmTranslatorFactory, ServiceContributor, SqmMultiTableMutationStrategyProvider {

	private final SqmTranslatorFactory standard = new StandardSqmTranslatorFactory();

	private final SqmMultiTableMutationStrategyProvider mutations = new SqmMultiTableMutationStrategyProviderStandard();

	@Override
	public SqmTranslator<SelectStatement> createSelectTranslator(SqmSelectStatement<?> statement, QueryOptions options,
			DomainParameterXref xref, QueryParameterBindings bindings, LoadQueryInfluencers influencers,
			SqlAstCreationContext context, boolean deduplicate) {
		return this.standard.createSelectTranslator(BlindIndexQuery.of(statement), options, xref, bindings, influencers,
				context, deduplicate);
	}

	@Override
	public SqmTranslator<? extends MutationStatement> createMutationTranslator(SqmDmlStatement<?> statement,
			QueryOptions options, DomainParameterXref xref, QueryParameterBindings bindings,
			LoadQueryInfluencers influencers, SqlAstCreationContext context) {
		return this.standard.createMutationTranslator(BlindIndexQuery.of(statement), options, xref, bindings,
				influencers, context);
	}

	@Override
	public void contribute(StandardServiceRegistryBuilder registry) {
		registry.addService(SqmMultiTableMutationStrategyProvider.class, this);
	}

	@Override
	public @Nullable SqmMultiTableMutationStrategy createMutationStrategy(EntityMappingType entity,
			MappingModelCreationProcess process) {
		return onIndex(SqmMultiTableMutationStrategy.class, this.mutations.createMutationStrategy(entity, process),
				process);
	}

	@Override
	public @Nullable SqmMultiTableInsertStrategy createInsertStrategy(EntityMappingType entity,
			MappingModelCreationProcess process) {
		return onIndex(SqmMultiTableInsertStrategy.class, this.mutations.createInsertStrategy(entity, process),
				process);
	}

	private static <S> S onIndex(Class<S> type, S strategy, MappingModelCreationProcess process) {
		if (strategy == null || JpaEncryption.find(process.getCreationContext().getServiceRegistry()) == null) {
			return strategy;
		}
		ProxyFactory proxy = new ProxyFactory(strategy);
		proxy.setInterfaces(type);
		proxy.addAdvice((MethodInterceptor) (invocation) -> {
			Object[] arguments = invocation.getArguments();
			if (arguments.length > 0 && arguments[0] instanceof SqmStatement<?> statement) {
				arguments[0] = BlindIndexQuery.of(statement);
			}
			return invocation.proceed();
		});
		return type.cast(proxy.getProxy(BlindIndexTranslatorFactory.class.getClassLoader()));
	}

}
