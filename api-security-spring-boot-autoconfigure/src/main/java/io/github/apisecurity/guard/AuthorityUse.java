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

package io.github.apisecurity.guard;

import java.util.function.BiConsumer;

/**
 * Part of the application that asks for authorities, beside the rules for requests.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AuthorityUse {

	/**
	 * Tell the authorities. Called once, when the beans are there.
	 * @param uses takes where an authority is asked for, as the reader finds it, and the
	 * authority
	 */
	void tell(BiConsumer<String, String> uses);

}
