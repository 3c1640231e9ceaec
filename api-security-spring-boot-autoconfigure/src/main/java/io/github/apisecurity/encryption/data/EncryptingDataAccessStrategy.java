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

package io.github.apisecurity.encryption.data;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.jdbc.core.convert.DataAccessStrategy;
import org.springframework.data.jdbc.core.convert.DelegatingDataAccessStrategy;
import org.springframework.data.jdbc.core.convert.Identifier;
import org.springframework.data.jdbc.core.convert.InsertSubject;
import org.springframework.data.relational.core.conversion.IdValueSource;

/**
 * Writes encrypted copies of entities, which stay as they are also where that fails.
 */
class EncryptingDataAccessStrategy extends DelegatingDataAccessStrategy {

	private final JdbcAggregates aggregates;

	EncryptingDataAccessStrategy(DataAccessStrategy delegate, JdbcAggregates aggregates) {
		super(delegate);
		this.aggregates = aggregates;
	}

	@Override
	public <T> @Nullable Object insert(T instance, Class<T> domainType, Identifier identifier,
			IdValueSource idValueSource) {
		return super.insert(this.aggregates.encrypted(instance), domainType, identifier, idValueSource);
	}

	@Override
	public <T> @Nullable Object[] insert(List<InsertSubject<T>> subjects, Class<T> domainType,
			IdValueSource idValueSource) {
		List<InsertSubject<T>> encrypted = subjects.stream()
			.map((subject) -> InsertSubject.describedBy(this.aggregates.encrypted(subject.getInstance()),
					subject.getIdentifier()))
			.toList();
		return super.insert(encrypted, domainType, idValueSource);
	}

	@Override
	public <T> int upsert(T instance, Class<? super T> domainType) {
		return super.upsert(this.aggregates.encrypted(instance), domainType);
	}

	@Override
	public <S> boolean update(S instance, Class<S> domainType) {
		return super.update(this.aggregates.encrypted(instance), domainType);
	}

	@Override
	public <S> boolean updateWithVersion(S instance, Class<S> domainType, Number previousVersion) {
		return super.updateWithVersion(this.aggregates.encrypted(instance), domainType, previousVersion);
	}

}
