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

package io.github.apisecurity.encryption.jpa;

import io.github.apisecurity.encryption.jpa.ReencryptionTests.Account;
import org.hibernate.SessionFactory;

/**
 * Encrypts all accounts of a database with another key, in a process that may be killed.
 */
public final class ReencryptionProcess {

	private ReencryptionProcess() {
	}

	public static void main(String[] arguments) {
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory sessions = TestSessions.create(arguments[0], "none", beans.cipher(), Account.class)) {
			System.out.println("RUNNING");
			Reencryption.Progress progress = TestSessions
				.reencryption(sessions, arguments[0], beans.keys(), 200, Integer.parseInt(arguments[1]))
				.run(false);
			System.out.println(progress.state());
		}
	}

}
