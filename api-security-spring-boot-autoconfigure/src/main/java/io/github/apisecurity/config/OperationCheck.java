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

package io.github.apisecurity.config;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;

/**
 * Check of calls of the actuator endpoints of this library. Beans of this type are asked
 * before each, in order, and before its fields and parameters are looked at.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OperationCheck {

	/**
	 * Refuse a call by throwing what is answered.
	 * @param endpoint the endpoint that is called
	 * @param call the call
	 */
	void check(EndpointId endpoint, InvocationContext call);

}
