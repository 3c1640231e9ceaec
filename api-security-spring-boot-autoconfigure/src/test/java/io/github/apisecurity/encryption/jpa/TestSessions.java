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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionTenantResolver;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.KeyProvider;
import io.github.apisecurity.encryption.MemorySubjectKeys;
import io.github.apisecurity.encryption.SubjectKeyStore;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Session factories on an in-memory database, without Spring.
 */
final class TestSessions {

	static final String[] KEYS = { "api-security.encryption.active-key=k1", "api-security.encryption.index-key=k1",
			"api-security.encryption.keys.k1=uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=",
			"api-security.encryption.keys.k2=Zk9QxT2nWv7bL4mRd8sYc1fHjG6pAe3uNiOoVtXyBqE=" };

	private TestSessions() {
	}

	static final AtomicReference<@Nullable String> TENANT = new AtomicReference<>();

	static final List<String> EVENTS = new CopyOnWriteArrayList<>();

	static final SubjectKeyStore SUBJECT_KEYS = new MemorySubjectKeys();

	static Beans beans(String... properties) {
		Beans[] beans = new Beans[1];
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class))
			.withBean(SubjectKeyStore.class, () -> SUBJECT_KEYS)
			.withBean(EncryptionTenantResolver.class, () -> TENANT::get)
			.withPropertyValues(KEYS)
			.withPropertyValues(properties)
			.run((context) -> beans[0] = new Beans(context.getBean(FieldCipher.class),
					context.getBean(KeyProvider.class)));
		return beans[0];
	}

	static JpaEncryption encryption(SessionFactory sessions) {
		return Objects
			.requireNonNull(JpaEncryption.find(sessions.unwrap(SessionFactoryImplementor.class).getServiceRegistry()));
	}

	static SessionFactory create(String database, Class<?>... entities) {
		return create("jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1", "create-drop", beans().cipher(), entities);
	}

	static SessionFactory create(String url, String ddl, FieldCipher cipher, Class<?>... entities) {
		return configuration(url, ddl, cipher, entities).buildSessionFactory();
	}

	static Configuration configuration(String url, String ddl, FieldCipher cipher, Class<?>... entities) {
		Configuration configuration = new Configuration().addAnnotatedClasses(entities);
		configuration.setProperty("hibernate.connection.url", url);
		configuration.setProperty("hibernate.hbm2ddl.auto", ddl);
		configuration.setProperty("hibernate.jdbc.batch_size", "100");
		configuration.setProperty("hibernate.generate_statistics", "true");
		configuration.setProperty("hibernate.cache.region.factory_class", MapRegionFactory.class.getName());
		configuration.getProperties()
			.putAll(Map.of(JpaEncryption.SETTING,
					new JpaEncryption(cipher, new JpaEncryption.HibernateTenants(new Tenants()),
							(type, reason, details) -> EVENTS.add(type.id() + " " + reason + " " + details)),
					"hibernate.query.sqm.translator", BlindIndexTranslatorFactory.class.getName()));
		configuration.setCurrentTenantIdentifierResolver(new Tenants());
		return configuration;
	}

	static Reencryption reencryption(SessionFactory sessions, String url, KeyProvider keys) {
		return reencryption(sessions, url, keys, 200, 1_000_000);
	}

	static Reencryption reencryption(SessionFactory sessions, String url, KeyProvider keys, int batchSize,
			int rowsPerSecond) {
		return new Reencryption(encryption(sessions), () -> {
		}, keys, new SingleConnectionDataSource(url, true), SecurityEventPublisher.none(), batchSize, rowsPerSecond);
	}

	private static final class Tenants implements CurrentTenantIdentifierResolver<Object> {

		@Override
		public Object resolveCurrentTenantIdentifier() {
			return Objects.requireNonNullElse(TENANT.get(), "none");
		}

		@Override
		public boolean validateExistingCurrentSessions() {
			return true;
		}

	}

	record Beans(FieldCipher cipher, KeyProvider keys) {

	}

}
