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

package io.github.apisecurity.masking;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Masks a property in the responses of the server. The value itself is not changed: what
 * is stored, cached or sent elsewhere stays clear. A request that sends the mask back is
 * refused, so that a mask never replaces the value it stands for.
 * <p>
 * The annotation is found on fields, getters and record components, on the methods of
 * supertypes, on Jackson mix-ins, and on annotations that carry it. Where it cannot be
 * honoured the application does not start.
 *
 * @since 0.1.0
 * @see Classified
 */
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface Masked {

	/**
	 * What the masked value looks like.
	 * @return the type of the mask
	 */
	MaskType value() default MaskType.FULL;

	/**
	 * Name of a {@link MaskingStrategy} bean, or of a strategy below
	 * {@code api-security.masking.strategies}, to use instead of a type.
	 * @return the name, or an empty string to use {@link #value()}
	 */
	String strategy() default "";

	/**
	 * Number of first characters to show, for {@link MaskType#KEEP} and
	 * {@link MaskType#CARD}.
	 * @return the number of characters
	 */
	int keepFirst() default 0;

	/**
	 * Number of last characters to show, for {@link MaskType#KEEP}.
	 * @return the number of characters
	 */
	int keepLast() default 0;

	/**
	 * Text to show instead, for {@link MaskType#FIXED}. Choose one that is not a legal
	 * value: a request that contains it is refused.
	 * @return the text
	 */
	String replacement() default "";

	/**
	 * Authorities that see the clear value; a caller needs one of them. Nobody does when
	 * empty.
	 * @return the authorities, such as {@code ROLE_AUDITOR}
	 */
	String[] revealTo() default {};

	/**
	 * Condition under which an authenticated caller sees the clear value, in addition to
	 * {@link #revealTo()}: a SpEL expression with {@code authentication}, the functions
	 * of Spring Security such as {@code hasRole('…')}, and {@code bean}, the object that
	 * has the property, for example {@code bean.owner == authentication.name}. Parsed at
	 * start-up; an expression that fails masks.
	 * @return the condition, or an empty string for none
	 */
	String unless() default "";

	/**
	 * Whether the keys of a map stay clear; its values are masked in any case.
	 * @return {@code true} to keep the keys
	 */
	boolean keepKeys() default false;

	/**
	 * What happens to a mask that a request sends back.
	 * @return what happens
	 */
	WriteBack writeBack() default WriteBack.DEFAULT;

}
