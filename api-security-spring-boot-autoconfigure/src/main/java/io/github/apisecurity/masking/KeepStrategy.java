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

package io.github.apisecurity.masking;

import java.util.function.UnaryOperator;

/**
 * The first and last characters around a middle of fixed length.
 *
 * @param form returns what a value consists of, or nothing where it has another form
 * @param first the number of first characters to show
 * @param middle the text between them
 * @param last the number of last characters to show
 * @param sample a value that has the form
 * @param otherwise how a value of another form is masked
 */
record KeepStrategy(UnaryOperator<String> form, int first, String middle, int last, String sample,
		MaskingStrategy otherwise) implements MaskingStrategy {

	KeepStrategy(UnaryOperator<String> form, int first, String middle, int last, String sample) {
		this(form, first, middle, last, sample, new FixedStrategy(Texts.FULL));
	}

	@Override
	public String mask(String value) {
		if (Texts.isKept(value, this.first, this.middle, this.last)) {
			// What is masked already, such as an answer of GraphQL, stays so.
			return value;
		}
		String text = this.form.apply(value);
		return (text.isEmpty()) ? this.otherwise.mask(value) : Texts.around(text, Texts.offset(text, 0, this.first),
				this.middle, Texts.offset(text, text.length(), -this.last));
	}

	@Override
	public boolean isMask(String text) {
		return this.otherwise.isMask(text) || Texts.isKept(text, this.first, this.middle, this.last);
	}

}
