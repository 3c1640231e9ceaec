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

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.encryption.DecryptionException;
import io.github.apisecurity.encryption.DecryptionException.Reason;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.EncryptionTenantResolver;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.jpa.BlindIndex.Normalization;
import org.apache.commons.logging.LogFactory;
import org.hibernate.HibernateException;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.service.ServiceRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What the parts that Hibernate makes know of the application. It is one of the settings
 * of the session factory.
 *
 * @param cipher encrypts
 * @param ofNobody encrypts what all tenants share
 * @param tenants tells the tenant, {@code null} where nobody does
 * @param publisher the audit trail
 * @param attributes what is encrypted
 * @param sessions the factories that have it
 */
record JpaEncryption(FieldCipher cipher, FieldCipher ofNobody, @Nullable EncryptionTenantResolver tenants,
		SecurityEventPublisher publisher, List<EncryptedAttribute> attributes,
		List<SessionFactoryImplementor> sessions) {

	/**
	 * Name of the setting.
	 */
	static final String SETTING = "api-security.encryption";

	JpaEncryption(FieldCipher cipher, @Nullable EncryptionTenantResolver tenants, SecurityEventPublisher publisher) {
		this(cipher, cipher.forTenant(null), tenants, publisher, new CopyOnWriteArrayList<>(),
				new CopyOnWriteArrayList<>());
	}

	static JpaEncryption get(ServiceRegistry registry, String attribute) {
		JpaEncryption encryption = find(registry);
		EncryptedMembers.refuseIf(encryption == null, "'" + attribute + "' is to be encrypted and there is no key. Set "
				+ "'api-security.encryption.active-key' and 'api-security.encryption.keys', and let Spring Boot "
				+ "configure the EntityManagerFactory or apply its HibernatePropertiesCustomizer beans.");
		return encryption;
	}

	static @Nullable JpaEncryption find(ServiceRegistry registry) {
		return (JpaEncryption) registry.requireService(ConfigurationService.class).getSettings().get(SETTING);
	}

	/**
	 * Return which loggers write values before they are encrypted, or after they were
	 * decrypted.
	 * @return the names
	 */
	static List<String> valueLoggers() {
		return Stream.of("org.hibernate.orm.jdbc.bind", "org.hibernate.orm.jdbc.extract")
			.filter((name) -> LogFactory.getLog(name).isTraceEnabled())
			.toList();
	}

	/**
	 * Return whether the tenants are those that Hibernate tells apart.
	 * @return whether they are, or there are none
	 */
	boolean hasTenantsOfHibernate() {
		return this.tenants == null || this.tenants instanceof HibernateTenants;
	}

	// Hibernate would store the row for one tenant and the value for another.
	void checkTenant(@Nullable SharedSessionContractImplementor session) {
		Object tenant = (session != null) ? session.getTenantIdentifierValue() : null;
		if (tenant != null && this.tenants instanceof HibernateTenants known
				&& !tenant.toString().equals(known.resolveTenant())) {
			throw new HibernateException("A session of another tenant than that of the thread cannot read or write "
					+ "encrypted values. Have the CurrentTenantIdentifierResolver tell its tenant meanwhile.");
		}
	}

	DecryptionException noValue(EncryptedColumn column) {
		this.publisher.publish(SecurityEventType.DECRYPTION_FAILED, "no_value", Map.of("column", column.toString()));
		return new DecryptionException(Reason.NO_VALUE, column, null);
	}

	static String index(FieldCipher cipher, EncryptedColumn column, String text, Normalization normalization) {
		return cipher.index(column, switch (normalization) {
			case TEXT -> Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
			case NUMBER -> Normalizer.normalize(text, Normalizer.Form.NFKC)
				.replaceAll("[^\\p{L}\\p{N}]", "")
				.toUpperCase(Locale.ROOT);
			case EXACT -> text;
		});
	}

	/**
	 * The tenant that Hibernate takes for sessions of the current thread.
	 *
	 * @param resolver tells it
	 */
	record HibernateTenants(CurrentTenantIdentifierResolver<?> resolver) implements EncryptionTenantResolver {

		@Override
		public @Nullable String resolveTenant() {
			return Objects.toString(this.resolver.resolveCurrentTenantIdentifier(), null);
		}

	}

}
