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

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.audit.detection.AlertChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

	private static final Logger logger = LoggerFactory.getLogger("security");

	@Bean
	SecurityEventSink securityEventSink() {
		return (event) -> logger.info("{} {} {} {}", event.type().id(), event.reason(), event.principal(),
				event.details());
	}

	@Bean
	AlertChannel pager() {
		return (alert) -> logger.warn("{}: {} found, {}", alert.rule(), alert.found(), alert.subjects());
	}

	@Bean
	RecentEvents recentEvents() {
		return new RecentEvents();
	}

	/**
	 * Keeps events for the tests.
	 */
	static class RecentEvents implements SecurityEventSink {

		private volatile SecurityEvent last;

		@Override
		public void accept(SecurityEvent event) {
			this.last = event;
		}

		SecurityEvent last() {
			return this.last;
		}

	}

}
