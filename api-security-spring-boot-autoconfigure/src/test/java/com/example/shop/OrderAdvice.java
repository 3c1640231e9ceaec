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

package com.example.shop;

import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

@RestControllerAdvice
class OrderAdvice {

	@ExceptionHandler
	@ResponseStatus(HttpStatus.CONFLICT)
	Map<String, String> soldOut(SoldOutException ex) {
		return Map.of("error", "sold out");
	}

	@ExceptionHandler
	ResponseEntity<Object> any(Exception ex) {
		if (ex instanceof ErrorResponse response) {
			return ResponseEntity.status(response.getStatusCode())
				.headers(response.getHeaders())
				.body(response.getBody());
		}
		return ResponseEntity.internalServerError().body(Map.of("error", "something went wrong"));
	}

	@RestControllerAdvice
	static class DeniedAdvice {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.FORBIDDEN)
		Map<String, String> denied(AccessDeniedException ex) {
			return Map.of("error", "not yours");
		}

	}

}
