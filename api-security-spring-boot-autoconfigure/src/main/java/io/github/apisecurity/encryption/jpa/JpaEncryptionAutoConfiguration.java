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

import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import org.hibernate.cfg.QuerySettings;
import org.hibernate.engine.spi.SessionImplementor;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.repository.query.parser.PartTree;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for encrypted attributes of
 * entities.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = EncryptionAutoConfiguration.class,
		beforeName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
@ConditionalOnClass({ SessionImplementor.class, HibernatePropertiesCustomizer.class })
@ConditionalOnBean(FieldCipher.class)
public final class JpaEncryptionAutoConfiguration {

	@Bean
	JpaEncryption apiSecurityJpaEncryption(FieldCipher cipher) {
		return new JpaEncryption(cipher);
	}

	@Bean
	HibernatePropertiesCustomizer apiSecurityEncryptionHibernatePropertiesCustomizer(JpaEncryption encryption) {
		return (properties) -> {
			properties.put(JpaEncryption.SETTING, encryption);
			properties.put(QuerySettings.SEMANTIC_QUERY_TRANSLATOR, BlindIndexTranslatorFactory.class.getName());
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(PartTree.class)
	static class RepositoriesConfiguration {

		@Bean
		DerivedQueryCheck apiSecurityDerivedQueryCheck(ListableBeanFactory beanFactory, JpaEncryption encryption) {
			return new DerivedQueryCheck(beanFactory, encryption);
		}

	}

}
