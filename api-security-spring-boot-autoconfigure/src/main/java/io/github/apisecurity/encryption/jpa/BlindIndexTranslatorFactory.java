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

import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.QueryParameterBindings;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.query.sqm.sql.SqmTranslatorFactory;
import org.hibernate.query.sqm.sql.StandardSqmTranslatorFactory;
import org.hibernate.query.sqm.tree.SqmDmlStatement;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.sql.ast.spi.SqlAstCreationContext;
import org.hibernate.sql.ast.tree.MutationStatement;
import org.hibernate.sql.ast.tree.select.SelectStatement;

/**
 * Has queries compare the blind index where they name the encrypted attribute, before
 * Hibernate makes SQL of them.
 *
 * @since 0.1.0
 */
public class BlindIndexTranslatorFactory implements SqmTranslatorFactory {

	private final SqmTranslatorFactory standard = new StandardSqmTranslatorFactory();

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

}
