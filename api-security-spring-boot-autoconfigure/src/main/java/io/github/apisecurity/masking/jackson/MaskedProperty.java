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

package io.github.apisecurity.masking.jackson;

import java.beans.Introspector;
import java.util.regex.Pattern;

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.PropertyRules;
import io.github.apisecurity.masking.Sensitive;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.ser.PropertyWriter;

import org.springframework.util.ClassUtils;

/**
 * Property of a type that is masked.
 *
 * @param name the name in a document
 * @param beanName the name in Java
 * @param type the type of the value, or of the values in it where it is a container
 * @param shaped whether the value is a container or reference, whose shape stays
 * @param rules the rules
 * @since 0.1.0
 */
public record MaskedProperty(String name, String beanName, Class<?> type, boolean shaped, PropertyRules rules) {

	private static final Pattern GETTER = Pattern.compile("(?:get|is)([A-Z].*)");

	static MaskedProperty of(PropertyWriter property, PropertyRules rules) {
		return new MaskedProperty(property.getName(), beanName(property), leaf(property.getType()),
				isShape(property.getType()), rules);
	}

	static String beanName(PropertyWriter property) {
		AnnotatedMember member = property.getMember();
		if (member instanceof AnnotatedMethod && GETTER.matcher(member.getName()).matches()) {
			return Introspector.decapitalize(GETTER.matcher(member.getName()).replaceFirst("$1"));
		}
		return (member != null) ? member.getName() : property.getName();
	}

	private static Class<?> leaf(JavaType type) {
		JavaType leaf = type;
		while (isShape(leaf)) {
			leaf = (leaf.getRawClass() == Sensitive.class) ? leaf.containedTypeOrUnknown(0) : leaf.getContentType();
		}
		return ClassUtils.resolvePrimitiveIfNecessary(leaf.getRawClass());
	}

	private static boolean isShape(JavaType type) {
		// Arrays of bytes and of characters are written as one text.
		return type.getRawClass() == Sensitive.class || (type.getContentType() != null
				&& type.getRawClass() != byte[].class && type.getRawClass() != char[].class);
	}

	/**
	 * Return whether nothing is known about the type before a value is written.
	 * @return whether the value may be of any type
	 */
	public boolean isOpen() {
		return this.type == Object.class || JsonNode.class.isAssignableFrom(this.type);
	}

	/**
	 * Return whether the value is a text, which its mask is as well.
	 * @return whether the value is a text
	 */
	public boolean isText() {
		return CharSequence.class.isAssignableFrom(this.type) || this.type == Character.class
				|| this.type == char[].class;
	}

	/**
	 * Return whether the value is a number, boolean or date.
	 * @return whether what is written in its place follows
	 * {@link MaskingRule#nonTextForm()}
	 */
	public boolean isNonText() {
		return MaskingRule.isNonText(this.type);
	}

}
