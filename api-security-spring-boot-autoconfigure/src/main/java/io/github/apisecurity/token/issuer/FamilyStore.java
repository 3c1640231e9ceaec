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

package io.github.apisecurity.token.issuer;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where the families of refresh tokens are.
 */
interface FamilyStore {

	/**
	 * Return what is stored.
	 * @param family the name of the family
	 * @return what is stored, {@code null} when there is nothing
	 */
	@Nullable String find(String family);

	/**
	 * Change a family, unless somebody else has.
	 * @param family the name of the family
	 * @param before what is stored, {@code null} for nothing
	 * @param after what is to be stored
	 * @param end when it can be forgotten
	 * @return whether it was changed
	 */
	boolean replace(String family, @Nullable String before, String after, Instant end);

	/**
	 * Forget a family.
	 * @param family the name of the family
	 * @return whether there was one
	 */
	boolean remove(String family);

}
