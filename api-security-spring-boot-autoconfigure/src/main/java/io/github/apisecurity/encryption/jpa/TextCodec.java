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

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAccessor;
import java.util.Objects;

import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.type.descriptor.java.BasicJavaType;
import org.hibernate.type.descriptor.java.BasicPluralJavaType;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.java.SerializableJavaType;

import org.springframework.util.Assert;

/**
 * The values of an attribute as text, as Hibernate itself writes and reads them.
 *
 * @param type how Hibernate does it
 */
record TextCodec(JavaType<Object> type) {

	@SuppressWarnings("unchecked")
	static TextCodec of(Type type, String attribute, MetadataBuildingContext context) {
		JavaType<?> javaType = context.getMetadataCollector()
			.getTypeConfiguration()
			.getJavaTypeRegistry()
			.resolveDescriptor(type);
		EncryptedMembers.refuseIf(
				!(javaType instanceof BasicJavaType) || javaType instanceof SerializableJavaType
						|| javaType instanceof BasicPluralJavaType,
				"'" + attribute + "' cannot be encrypted: " + type.getTypeName()
						+ " has no text that Hibernate could read again. Use a basic type.");
		return new TextCodec((JavaType<Object>) javaType);
	}

	String toText(Object value) {
		return (value instanceof InetAddress address) ? address.getHostAddress() : this.type.toString(value);
	}

	Object toValue(String text) {
		Object value = Objects.requireNonNull(this.type.fromString(text));
		Assert.isTrue(!(value instanceof Boolean) || value.toString().equalsIgnoreCase(text), "Neither true nor false");
		return value;
	}

	/**
	 * Return the text that equal values have.
	 * @param text the text of a value
	 * @return the text without its scale or offset, if its type has one
	 */
	String comparable(String text) {
		Class<?> type = this.type.getJavaTypeClass();
		if (type == BigDecimal.class) {
			return new BigDecimal(text).stripTrailingZeros().toPlainString();
		}
		if (type == OffsetDateTime.class || type == ZonedDateTime.class) {
			return Instant.from((TemporalAccessor) toValue(text)).toString();
		}
		return text;
	}

}
