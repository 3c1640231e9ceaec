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

package io.github.apisecurity.sample.transfer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a caller sees of a transfer.
 *
 * @param id the identifier
 * @param fromAccount the identifier of the account the money was taken from
 * @param toAccount the identifier of the account the money was given to
 * @param amount the amount
 * @param reference the text on the statement
 * @param createdAt the time of the transfer
 */
record TransferView(long id, long fromAccount, long toAccount, BigDecimal amount, @Nullable String reference,
		Instant createdAt) {

	static TransferView of(Transfer transfer) {
		return new TransferView(Objects.requireNonNull(transfer.getId()), transfer.getFromAccount(),
				transfer.getToAccount(), transfer.getAmount(), transfer.getReference(), transfer.getCreatedAt());
	}

}
