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

import java.io.Serializable;
import java.lang.reflect.AnnotatedElement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Objects;
import java.util.Properties;

import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.FieldCipher;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Id;
import org.hibernate.HibernateException;
import org.hibernate.annotations.NaturalId;
import org.hibernate.dialect.Dialect;
import org.hibernate.models.spi.MemberDetails;
import org.hibernate.query.sqm.tree.domain.SqmPath;
import org.hibernate.type.CustomType;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.usertype.AnnotationBasedUserType;
import org.hibernate.usertype.DynamicParameterizedType;
import org.hibernate.usertype.EnhancedUserType;
import org.hibernate.usertype.UserTypeCreationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * Type of an {@link Encrypted @Encrypted} attribute.
 *
 * @since 0.1.0
 */
// What Hibernate 7.4 marks for removal has no successor in it.
@SuppressWarnings({ "removal", "NullAway.Init" })
public class EncryptedType
		implements AnnotationBasedUserType<Encrypted, Object>, EnhancedUserType<Object>, DynamicParameterizedType {

	private static final long DEFAULT_LENGTH = 1024;

	// What an envelope with a key id of 4 characters has beside its payload.
	private static final int HEADER = 12;

	private static final int OVERHEAD = 28;

	private JpaEncryption encryption;

	private Encrypted annotation;

	private UserTypeCreationContext context;

	private TextCodec codec;

	private EncryptedColumn column;

	private String attribute = "";

	private boolean element;

	private boolean shared;

	private @Nullable BlindIndex index;

	@Override
	public void initialize(Encrypted annotation, UserTypeCreationContext context) {
		this.annotation = annotation;
		this.context = context;
		MemberDetails member = context.getMemberDetails();
		this.attribute = member.getDeclaringType().getClassName() + "." + member.resolveAttributeName();
		this.element = member.hasDirectAnnotationUsage(ElementCollection.class);
		this.index = member.getDirectAnnotationUsage(BlindIndex.class);
		this.encryption = JpaEncryption.get(context.getServiceRegistry(), this.attribute);
	}

	@Override
	public void setParameterValues(Properties parameters) {
		ParameterType type = (ParameterType) Objects.requireNonNull(parameters.get(PARAMETER_TYPE));
		this.codec = TextCodec.of(type.getReturnedClass(), this.attribute, this.context.getBuildingContext());
		this.column = EncryptedColumn.of(this.annotation.name(), type.getTable(), type.getColumns()[0]);
		MemberDetails member = this.context.getMemberDetails();
		EncryptedMembers.refuseIf(
				type.isPrimaryKey() || member.hasDirectAnnotationUsage(Id.class)
						|| member.hasDirectAnnotationUsage(NaturalId.class),
				"'" + this.attribute + "' cannot be encrypted: rows are found by their key.");
		// The queries of Hibernate do not know the type of such an attribute.
		EncryptedMembers.refuseIf(type.getReturnedClass().isPrimitive(), "'" + this.attribute
				+ "' cannot be encrypted as a primitive: use " + returnedClass().getSimpleName() + ".");
		if (isIndexed()) {
			// Nothing waits for the first query to tell that there is no key.
			this.encryption.cipher().forTenant(null).index(this.column, "");
		}
		Long length = type.getColumnLengths()[0];
		long needed = length(Math.max(1, maxSize()));
		EncryptedMembers.refuseIf(length != null && length < needed,
				"Column '" + this.column + "' is too short for what is encrypted in '" + this.attribute + "': it has "
						+ length + " characters and needs " + needed + " at least.");
	}

	static @Nullable EncryptedType of(@Nullable Object type) {
		return (type instanceof CustomType<?> custom && custom.getUserType() instanceof EncryptedType encrypted)
				? encrypted : null;
	}

	static @Nullable EncryptedType of(SqmPath<?> path) {
		return of(path.getReferencedPathSource().getPathType());
	}

	private long length(int text) {
		return HEADER + (hasSubject() ? 33 : 0) + (4L * (text + OVERHEAD) + 2) / 3;
	}

	private int maxSize() {
		if (this.context.getMemberDetails().toJavaMember() instanceof AnnotatedElement member) {
			MergedAnnotation<?> size = MergedAnnotations.from(member).get("jakarta.validation.constraints.Size");
			int max = size.isPresent() ? size.getInt("max") : 0;
			return (max != Integer.MAX_VALUE && this.codec.type().getJavaTypeClass() == (Class<?>) String.class) ? max
					: 0;
		}
		return 0;
	}

	EncryptedColumn column() {
		return this.column;
	}

	String attribute() {
		return this.attribute;
	}

	boolean isIndexed() {
		return this.index != null;
	}

	String subject() {
		return this.annotation.subject();
	}

	boolean hasSubject() {
		return !subject().isEmpty();
	}

	// Its rows are those of all tenants.
	void share() {
		this.shared = true;
	}

	boolean isShared() {
		return this.shared;
	}

	FieldCipher cipher() {
		return this.shared ? this.encryption.ofNobody() : this.encryption.cipher();
	}

	private void checkTenant(WrapperOptions options) {
		if (!this.shared) {
			this.encryption.checkTenant(options.getSession());
		}
	}

	@Override
	public int getSqlType() {
		return Types.VARCHAR;
	}

	@Override
	public long getDefaultSqlLength(Dialect dialect, JdbcType jdbcType) {
		return DEFAULT_LENGTH;
	}

	@Override
	public Class<Object> returnedClass() {
		return this.codec.type().getJavaTypeClass();
	}

	@Override
	public @Nullable Object nullSafeGet(ResultSet resultSet, int position, WrapperOptions options) throws SQLException {
		checkTenant(options);
		return decrypt(resultSet.getString(position));
	}

	@Override
	public void nullSafeSet(PreparedStatement statement, @Nullable Object value, int position, WrapperOptions options)
			throws SQLException {
		checkTenant(options);
		statement.setString(position, (value != null) ? bound(value) : null);
	}

	// Values of the entity are marked; all others are those of a query.
	private String bound(Object value) {
		if (value instanceof ToStore || this.element) {
			return encrypt(value);
		}
		return toCode(value);
	}

	String toCode(Object value) {
		return toCode(cipher(), this.codec.toText(value));
	}

	String toCode(FieldCipher cipher, String text) {
		BlindIndex index = this.index;
		if (index == null) {
			throw new HibernateException("'" + this.attribute + "' is encrypted and cannot be compared");
		}
		return JpaEncryption.index(cipher, this.column, this.codec.comparable(text), index.normalization());
	}

	private String encrypt(Object value) {
		Object subject = (value instanceof ToStore marked) ? marked.subject() : null;
		if (hasSubject() && subject == null) {
			throw new HibernateException(
					"'" + this.attribute + "' is written while '" + subject() + "', whom it is about, is null");
		}
		return cipher().encrypt(this.column, this.codec.toText(ToStore.plain(value)), Objects.toString(subject, null));
	}

	private @Nullable Object decrypt(@Nullable String stored) {
		String text = (stored != null) ? cipher().decrypt(this.column, stored) : null;
		try {
			return (text != null) ? this.codec.toValue(text) : null;
		}
		catch (RuntimeException ex) {
			// Its message quotes the value.
			throw this.encryption.noValue(this.column);
		}
	}

	@Override
	public boolean equals(@Nullable Object one, @Nullable Object other) {
		return one == other || (one != null && other != null
				&& this.codec.type().areEqual(ToStore.plain(one), ToStore.plain(other)));
	}

	@Override
	public int hashCode(@Nullable Object value) {
		return (value != null) ? this.codec.type().extractHashCode(ToStore.plain(value)) : 0;
	}

	@Override
	public @Nullable Object deepCopy(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		Object copy = Objects.requireNonNull(this.codec.type().getMutabilityPlan().deepCopy(ToStore.plain(value)));
		return (value instanceof ToStore marked) ? new ToStore(copy, marked.subject()) : copy;
	}

	@Override
	public boolean isMutable() {
		return this.codec.type().getMutabilityPlan().isMutable();
	}

	// What leaves for the second-level cache may be stored elsewhere.
	@Override
	public @Nullable Serializable disassemble(@Nullable Object value) {
		return (value != null) ? cipher().encrypt(this.column, this.codec.toText(ToStore.plain(value))) : null;
	}

	@Override
	public String toSqlLiteral(Object value) {
		return "'" + bound(value) + "'";
	}

	// What is logged.
	@Override
	public String toString(Object value) {
		return "***";
	}

	@Override
	public @Nullable Object fromStringValue(CharSequence text) {
		return decrypt(text.toString());
	}

	@Override
	public @Nullable Object assemble(@Nullable Serializable cached, @Nullable Object owner) {
		return decrypt((String) cached);
	}

}
