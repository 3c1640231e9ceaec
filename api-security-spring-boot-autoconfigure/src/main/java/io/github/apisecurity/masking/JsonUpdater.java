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

/**
 * Reads the body of a request into an object that exists, with the rules of the server: a
 * property whose mask is sent back stays as it is when its {@link WriteBack} is
 * {@link WriteBack#KEEP KEEP}, and is refused otherwise. A property that is missing from
 * the body stays as it is as well. A bean of this type is there to be injected.
 *
 * @since 0.1.0
 */
public interface JsonUpdater {

	/**
	 * Change an object.
	 * @param <T> the type of the object
	 * @param existing the object, which holds the current values
	 * @param json the body of the request
	 * @return the changed object, usually the same
	 * @throws org.springframework.http.converter.HttpMessageNotReadableException if the
	 * body is not valid or holds a mask that cannot be kept, which is answered with 400
	 * or 422; the object may have been changed in part
	 */
	<T> T update(T existing, String json);

}
