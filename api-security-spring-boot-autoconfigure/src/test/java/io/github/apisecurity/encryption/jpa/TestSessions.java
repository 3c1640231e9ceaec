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

import java.util.Map;
import java.util.Objects;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.MemorySubjectKeys;
import io.github.apisecurity.encryption.SubjectKeyStore;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Session factories on an in-memory database, without Spring.
 */
final class TestSessions {

	static final String[] KEYS = { "api-security.encryption.active-key=k1", "api-security.encryption.index-key=k1",
			"api-security.encryption.keys.k1=uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=",
			"api-security.encryption.keys.k2=Zk9QxT2nWv7bL4mRd8sYc1fHjG6pAe3uNiOoVtXyBqE=" };

	private TestSessions() {
	}

	static final SubjectKeyStore SUBJECT_KEYS = new MemorySubjectKeys();

	static FieldCipher cipher(String... properties) {
		FieldCipher[] cipher = new FieldCipher[1];
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class))
			.withBean(SubjectKeyStore.class, () -> SUBJECT_KEYS)
			.withPropertyValues(KEYS)
			.withPropertyValues(properties)
			.run((context) -> cipher[0] = context.getBean(FieldCipher.class));
		return cipher[0];
	}

	static JpaEncryption encryption(SessionFactory sessions) {
		return Objects
			.requireNonNull(JpaEncryption.find(sessions.unwrap(SessionFactoryImplementor.class).getServiceRegistry()));
	}

	static SessionFactory create(String database, Class<?>... entities) {
		Configuration configuration = new Configuration().addAnnotatedClasses(entities);
		configuration.setProperty("hibernate.connection.url", "jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1");
		configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
		configuration.setProperty("hibernate.generate_statistics", "true");
		configuration.getProperties()
			.putAll(Map.of(JpaEncryption.SETTING, new JpaEncryption(cipher()), "hibernate.query.sqm.translator",
					BlindIndexTranslatorFactory.class.getName()));
		return configuration.buildSessionFactory();
	}

}
