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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who may call one method of one endpoint, as it was found at start-up.
 *
 * @param method the HTTP method, {@code *} for any
 * @param pattern the pattern of the path, relative to the context path
 * @param handler what serves it: a method of a controller, or the kind of handler
 * @param decidedBy the properties of the rules that decide, in order, the last of which
 * matches all of its requests: the name of a rule, {@code default},
 * {@code actuator-authorities}, or {@code application} for rules of its own
 * @param access who passes the last of them
 * @param methodRule the annotation of the method that decides as well, or {@code null}
 * @since 0.1.0
 */
public record EndpointAccess(String method, String pattern, String handler, List<String> decidedBy, String access,
		@Nullable String methodRule) {

	public EndpointAccess {
		decidedBy = List.copyOf(decidedBy);
	}

	/**
	 * Return whether everybody may call it.
	 * @return whether nothing but one rule that lets everybody pass decides
	 */
	public boolean isOpen() {
		return this.methodRule == null && this.decidedBy.size() == 1
				&& this.access.contains(AuthorizationRule.PERMIT_ALL);
	}

	/**
	 * Return whether anybody wrote down who may call it, be it a rule or an annotation.
	 * @return whether it is more than the default
	 */
	public boolean isDecided() {
		return this.methodRule != null || !this.decidedBy.contains("default");
	}

}
