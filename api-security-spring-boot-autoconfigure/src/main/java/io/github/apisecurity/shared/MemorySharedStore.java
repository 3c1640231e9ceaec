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

package io.github.apisecurity.shared;

import java.util.List;

/**
 * {@link SharedStore} of an application with one node, whose copy is all there is.
 */
class MemorySharedStore implements SharedStore {

	private long version;

	@Override
	public Changes read(long since) {
		return new Changes("", this.version, List.of());
	}

	@Override
	public List<Long> write(List<Entry> entries, long seen) {
		return entries.stream().map((entry) -> ++this.version).toList();
	}

}
