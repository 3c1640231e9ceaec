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

package io.github.apisecurity.audit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Records each call of a method, or of every method of a class, in the audit trail:
 * {@code @Audited(value = "order_refund", resource = "#id")}. The outcome is a failure
 * when the method throws, or what it returns to be completed later fails. A call that a
 * rule or limit of the same method refuses is recorded as that refusal only.
 * <p>
 * A wrong name or expression, a parameter that does not exist and a method that cannot be
 * intercepted stop the start of the application.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Reflective
public @interface Audited {

	/**
	 * Name of the event: lower case letters, digits and underscores.
	 * @return the name
	 */
	String value();

	/**
	 * Expression that tells from the arguments what the call is about, such as
	 * {@code #order.id}, evaluated before the call. It is the detail {@code resource}.
	 * @return the expression in SpEL, empty for none
	 */
	String resource() default "";

}
