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

package io.github.apisecurity.authentication.jwt;

/**
 * Tokens whose signature is not verified again.
 *
 * @since 0.1.0
 */
public class TokenCacheProperties {

	/**
	 * Most tokens that are kept, of about 3 KB each.
	 */
	private int maximumSize = 10000;

	/**
	 * Most tokens of one subject that are kept.
	 */
	private int maximumPerSubject = 100;

	public int getMaximumSize() {
		return this.maximumSize;
	}

	public void setMaximumSize(int maximumSize) {
		this.maximumSize = maximumSize;
	}

	public int getMaximumPerSubject() {
		return this.maximumPerSubject;
	}

	public void setMaximumPerSubject(int maximumPerSubject) {
		this.maximumPerSubject = maximumPerSubject;
	}

}
