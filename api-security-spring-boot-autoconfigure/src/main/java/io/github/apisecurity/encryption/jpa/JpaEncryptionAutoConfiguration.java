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

import javax.sql.DataSource;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionProperties;
import io.github.apisecurity.encryption.EncryptionTenantResolver;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.KeyProvider;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.cfg.QuerySettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableInsertStrategy;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.jdbc.core.JdbcTemplate;

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
@Import(DerivedQueryCheck.class)
@ImportRuntimeHints(JpaEncryptionAutoConfiguration.Hints.class)
public final class JpaEncryptionAutoConfiguration {

	@Bean
	JpaEncryption apiSecurityJpaEncryption(FieldCipher cipher, ObjectProvider<EncryptionTenantResolver> tenants,
			SecurityEventPublisher publisher) {
		return new JpaEncryption(cipher, tenants.getIfAvailable(), publisher);
	}

	@Bean
	@ConditionalOnBean(CurrentTenantIdentifierResolver.class)
	@ConditionalOnMissingBean
	EncryptionTenantResolver apiSecurityEncryptionTenantResolver(CurrentTenantIdentifierResolver<?> tenants) {
		return new JpaEncryption.HibernateTenants(tenants);
	}

	@Bean
	HibernatePropertiesCustomizer apiSecurityEncryptionHibernatePropertiesCustomizer(JpaEncryption encryption) {
		return (properties) -> {
			properties.put(JpaEncryption.SETTING, encryption);
			properties.put(QuerySettings.SEMANTIC_QUERY_TRANSLATOR, BlindIndexTranslatorFactory.class.getName());
		};
	}

	// What Hibernate makes by reflection, and what it is given in the place of its own.
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			for (Class<?> type : List.of(EncryptedType.class, BlindIndexType.class,
					BlindIndexTranslatorFactory.class)) {
				hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
			}
			for (Class<?> type : List.of(SqmMultiTableMutationStrategy.class, SqmMultiTableInsertStrategy.class)) {
				hints.proxies().registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(type));
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcTemplate.class)
	@ConditionalOnBean({ KeyProvider.class, EncryptionProperties.class })
	@Import(EncryptionEndpoint.class)
	static class ReencryptionConfiguration {

		@Bean
		Reencryption apiSecurityReencryption(JpaEncryption encryption, ObjectProvider<EntityManagerFactory> entities,
				KeyProvider keys, ObjectProvider<DataSource> dataSource, SecurityEventPublisher publisher,
				EncryptionProperties properties) {
			String prefix = "api-security.encryption.reencryption.";
			return new Reencryption(encryption, () -> entities.stream().forEach(EntityManagerFactory::getMetamodel),
					keys, dataSource.getIfUnique(), publisher,
					PropertyValue.positive(prefix + "batch-size", properties.getReencryption().getBatchSize(), 200),
					PropertyValue.positive(prefix + "rows-per-second", properties.getReencryption().getRowsPerSecond(),
							2000));
		}

		@Bean
		ReencryptionRunner apiSecurityReencryptionRunner(Reencryption reencryption, EncryptionProperties properties) {
			return new ReencryptionRunner(reencryption, properties.getReencryption().isAtStart());
		}

		@Bean
		PostureContributor apiSecurityEncryptedAttributesPosture(JpaEncryption encryption, ReencryptionRunner runner) {
			return () -> new FeaturePosture("encryption", Map.of("attributes",
					encryption.attributes().stream().map(EncryptedAttribute::name).sorted().toList(),
					"values-of-unknown-keys", runner.unreadable(), "values-in-log", JpaEncryption.valueLoggers()));
		}

	}

}
