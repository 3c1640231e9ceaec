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

import io.github.apisecurity.validation.text.SafeText;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends to move money.
 *
 * @param fromAccount the identifier of the account to take the money from
 * @param toAccount the identifier of the account to give the money to
 * @param amount the amount, in the currency of both accounts
 * @param reference the text on the statement
 */
record TransferRequest(@NotNull @Positive Long fromAccount, @NotNull @Positive Long toAccount,
		@NotNull @DecimalMin("0.01") @DecimalMax("10000.00") @Digits(integer = 5, fraction = 2) BigDecimal amount,
		@Size(max = 140) @SafeText @Nullable String reference) {
}
