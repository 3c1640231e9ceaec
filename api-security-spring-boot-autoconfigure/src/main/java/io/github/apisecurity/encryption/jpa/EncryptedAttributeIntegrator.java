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

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.hibernate.annotations.TenantId;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.IndexedCollection;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Set;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.ToOne;
import org.hibernate.mapping.UnionSubclass;
import org.hibernate.mapping.Value;
import org.hibernate.type.BasicType;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.lang.Contract;

/**
 * Collects the encrypted attributes of a persistence unit. Found by Hibernate as a
 * service.
 *
 * @since 0.1.0
 */
// What Hibernate 7.4 marks for removal has no successor in it.
@SuppressWarnings("removal")
public class EncryptedAttributeIntegrator implements Integrator {

	private static final Log logger = LogFactory.getLog(EncryptedAttributeIntegrator.class);

	// Blanks that the database adds would make another person of this one.
	private static final Pattern PADDED = Pattern.compile("(?i)n?char(acter)?\\b(?! varying).*");

	@Override
	public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
		EncryptedMembers.check(metadata);
		JpaEncryption encryption = JpaEncryption.find(factory.getServiceRegistry());
		if (encryption != null) {
			EncryptedMembers.refuseIf(
					factory.getCurrentTenantIdentifierResolver() != null && encryption.tenants() == null,
					"Encrypted values would not be bound to their tenants. Make the "
							+ "CurrentTenantIdentifierResolver a bean, or add one of type EncryptionTenantResolver.");
			encryption.sessions().add(factory);
			Collector collector = new Collector(factory, encryption, metadata);
			metadata.getEntityBindings().forEach(collector::add);
			metadata.getCollectionBindings().forEach(collector::add);
			encryption.attributes()
				.stream()
				.filter((attribute) -> attribute.sessions() == factory)
				.findFirst()
				.ifPresent(EncryptedAttributeIntegrator::check);
		}
	}

	private static void check(EncryptedAttribute attribute) {
		EncryptedMembers.refuseIf(attribute.sessions().getSessionFactoryOptions().isQueryCacheEnabled(),
				"The query cache would keep what is encrypted in '" + attribute.name()
						+ "' in clear. Switch off 'hibernate.cache.use_query_cache'; entities may be cached.");
		JpaEncryption.valueLoggers()
			.forEach((name) -> logger.warn("The logger '" + name + "' writes what is encrypted in '" + attribute.name()
					+ "', and in other attributes, in clear. Give it another level than TRACE"));
	}

	private record Collector(SessionFactoryImplementor sessions, JpaEncryption encryption, Metadata metadata) {

		// A table for each class has the columns of its superclasses as well.
		void add(PersistentClass entity) {
			refuseKey(entity.getEntityName(), entity.getIdentifier());
			((entity instanceof UnionSubclass) ? entity.getPropertyClosure() : entity.getProperties())
				.forEach((property) -> add(entity, entity.getEntityName(), property, entity::getProperty));
		}

		private void add(PersistentClass entity, String path, Property property, Function<String, Property> siblings) {
			String name = path + "." + property.getName();
			if (property.getValue() instanceof Component component) {
				boolean encrypted = EncryptedMembers.isEncrypted(component);
				EncryptedMembers.refuseIf(encrypted
						&& (component.getComponentClass().isRecord() || component.getCustomInstantiator() != null),
						"'" + name + "' has encrypted attributes and cannot be a record, or have "
								+ "an instantiator of its own: make it a class.");
				EncryptedMembers.refuseIf(encrypted && component.getAggregateColumn() != null,
						"'" + name + "' has encrypted attributes and cannot be stored as one "
								+ "value, as JSON or the like: they need columns of their own.");
				component.getProperties().forEach((part) -> add(entity, name, part, component::getProperty));
				return;
			}
			EncryptedType type = EncryptedMembers.type(property.getValue());
			if (type == null) {
				return;
			}
			Column tenant = tenant(entity);
			share(type, tenant);
			EncryptedMembers
				.refuseIf(entity.getOptimisticLockStyle().isAllOrDirty() && property.isOptimisticLocked(), "'" + name
						+ "' cannot be encrypted while its value is the version of the "
						+ "row. Use @Version instead of @OptimisticLocking, or '@OptimisticLock(excluded = true)'.");
			EncryptedMembers.refuseIf(property.getValueGeneratorCreator() != null,
					"'" + name + "' is generated by Hibernate or the database, which would not encrypt "
							+ "it. Set its value in the application.");
			EncryptedMembers.refuseIf(type.hasSubject() && entity.isCached(),
					"'" + name + "' is about a person who may be forgotten, and the second-level "
							+ "cache would remember. Do not cache '" + entity.getEntityName() + "'.");
			Table table = (entity instanceof UnionSubclass) ? entity.getTable() : property.getValue().getTable();
			if (!table.isPhysicalTable()) {
				return;
			}
			EncryptedMembers.refuseIf(type.hasSubject() && !property.getColumns().get(0).isNullable(),
					"'" + name + "' must be able to be null once its person is forgotten.");
			List<Column> key = table.getPrimaryKey().getColumns();
			Column subject = type.hasSubject() ? subject(name, siblings.apply(type.subject()), key) : null;
			for (Column other : Stream.of(subject, tenant).filter(Objects::nonNull).toList()) {
				EncryptedMembers.refuseIf(table.getColumn(other) == null,
						"'" + name + "' cannot be encrypted, as its table has no column '" + other.getName()
								+ "', which tells whom its values belong to.");
			}
			add(name, table, property.getValue(), key, type, subject, tenant, type.isIndexed()
					? entity.getProperty(property.getName() + BlindIndexBinder.SUFFIX).getColumns().get(0) : null);
		}

		// What was written for a former person would stay when the present one is
		// forgotten.
		private Column subject(String name, Property subject, List<Column> key) {
			EncryptedMembers.refuseIf(
					!(subject.getType() instanceof BasicType<?> type) || type.getValueConverter() != null
							|| !EncryptedTypes.isSubject(type.getJavaType())
							|| EncryptedMembers.type(subject.getValue()) != null
							|| !(type.getJdbcType().isString() || type.getJdbcType().isInteger()
									|| type.getJdbcType().getDdlTypeCode() == SqlTypes.UUID)
							|| (type.getJavaType() == String.class
									&& PADDED.matcher(subject.getColumns().get(0).getSqlType(this.metadata)).matches()),
					"'" + subject.getName() + "', whom '" + name
							+ "' is about, must be a text, an integer or a UUID that is not encrypted, and that the database has as "
							+ "such and adds no blanks to: the person is known by its text.");
			Column column = subject.getColumns().get(0);
			EncryptedMembers.refuseIf(subject.isUpdatable() && !key.contains(column), "'" + subject.getName()
					+ "', whom '" + name + "' is about, can change. Map it with '@Column(updatable = false)'.");
			return column;
		}

		private static void refuseKey(String name, @Nullable Value key) {
			EncryptedMembers.refuseIf(EncryptedMembers.isEncrypted(key),
					"A part of the key of '" + name + "' cannot be encrypted: rows are found by their key.");
		}

		// Rows that do not tell their tenant are those of all, unless each has a
		// database.
		private void share(EncryptedType type, @Nullable Column tenant) {
			if (tenant == null && this.encryption.hasTenantsOfHibernate()
					&& !this.sessions.getSessionFactoryOptions().isMultiTenancyEnabled()) {
				type.share();
			}
		}

		private static @Nullable Column tenant(PersistentClass entity) {
			return entity.getPropertyClosure()
				.stream()
				.filter((property) -> property.getGetter(entity.getMappedClass())
					.getMember() instanceof AnnotatedElement member && member.isAnnotationPresent(TenantId.class))
				.map((property) -> property.getColumns().get(0))
				.findFirst()
				.orElse(null);
		}

		void add(Collection collection) {
			Value element = collection.getElement();
			EncryptedType type = EncryptedMembers.type(element);
			refuseKey(collection.getRole(),
					(collection instanceof IndexedCollection map && map.getIndex() instanceof Component)
							? map.getIndex() : null);
			EncryptedMembers.refuseIf(isOrderedByEnvelopes(collection),
					"'" + collection.getRole()
							+ "' cannot be in the order of encrypted values: order it by something else, or in memory "
							+ "(@SortNatural).");
			if (type != null) {
				List<Column> owner = collection.getKey().getColumns();
				EncryptedMembers.refuseIf(collection instanceof Set, "'" + collection.getRole()
						+ "' cannot be encrypted, as nothing tells the elements of a set apart: make it a list.");
				EncryptedMembers.refuseIf(tenant(collection.getOwner()) != null, "'" + collection.getRole()
						+ "' cannot be encrypted, as its table does not tell the tenant: make it an entity.");
				share(type, null);
				add(collection.getRole(), element.getTable(), element,
						Stream.concat(owner.stream(), element.getColumns().stream()).toList(), type, null, null, null);
			}
			else {
				EncryptedMembers.refuseIf(EncryptedMembers.isEncrypted(element), "A part of '" + collection.getRole()
						+ "' cannot be encrypted: give the element a table and key of its own, as an entity.");
			}
		}

		private boolean isOrderedByEnvelopes(Collection collection) {
			Value element = collection.getElement();
			PersistentClass target = (element instanceof OneToMany many) ? many.getAssociatedClass()
					: (element instanceof ToOne one) ? this.metadata.getEntityBinding(one.getReferencedEntityName())
							: null;
			boolean ordered = collection.hasOrder() && EncryptedMembers.type(element) != null;
			for (; target != null; target = target.getSuperclass()) {
				String path = target.getEntityName() + ".";
				ordered |= Stream.of(collection.getOrderBy(), collection.getManyToManyOrdering())
					.filter(Objects::nonNull)
					.flatMap((order) -> Stream.of(order.split("[^\\w.$]+")))
					.anyMatch((word) -> this.encryption.attributes()
						.stream()
						.anyMatch((attribute) -> attribute.name().equals(path + word)
								|| (attribute.column().equalsIgnoreCase(word) && attribute.name().startsWith(path))));
			}
			return ordered;
		}

		private void add(String name, Table table, Value value, List<Column> key, EncryptedType type,
				@Nullable Column subject, @Nullable Column tenant, @Nullable Column index) {
			Column column = value.getColumns().get(0);
			EncryptedMembers.refuseIf(column.isUnique()
					|| table.getUniqueKeys().values().stream().anyMatch((unique) -> unique.containsColumn(column))
					|| table.getIndexes()
						.values()
						.stream()
						.anyMatch((other) -> other.isUnique() && other.getSelectables().contains(column)),
					"'" + name + "' would never be unique, as equal values are encrypted "
							+ "differently. Make the column of its @BlindIndex unique.");
			this.encryption.attributes()
				.add(new EncryptedAttribute(name,
						this.sessions.getSqlStringGenerationContext().format(table.getQualifiedTableName()),
						key.stream().map(this::quoted).toList(), quoted(value.getColumns().get(0)), type,
						quoted(subject), quoted(tenant), quoted(index), this.sessions));
		}

		@Contract("!null -> !null")
		private @Nullable String quoted(@Nullable Column column) {
			return (column != null) ? column.getQuotedName(this.sessions.getJdbcServices().getDialect()) : null;
		}

	}

}
