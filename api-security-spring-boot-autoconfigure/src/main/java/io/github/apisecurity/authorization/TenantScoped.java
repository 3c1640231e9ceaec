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

package io.github.apisecurity.authorization;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Lets a caller see what is of its own tenant only: a claim of its access token has to be
 * the value of a path variable or, when {@link #property()} is given, of a property of
 * what the method returns (each element of a collection; the method has run by then, so
 * this is for methods that read). Where one of both is missing nobody passes. It holds
 * beside all other annotations, such as {@link RequireRole @RequireRole} on the method.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Reflective
public @interface TenantScoped {

	/**
	 * Return the claim of the tenant, or of the list of tenants.
	 * @return the name of the claim
	 */
	String claim() default "tenant";

	/**
	 * Return the path variable that has the tenant, when no property is given.
	 * @return the name of the variable
	 */
	String variable() default "tenant";

	/**
	 * Return the property of the result that has the tenant.
	 * @return the name of the property, empty to look at the path variable
	 */
	String property() default "";

}
