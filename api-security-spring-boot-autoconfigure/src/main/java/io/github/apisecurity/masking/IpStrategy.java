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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network: three numbers or groups. An abbreviated start says nothing about it.
 */
final class IpStrategy implements MaskingStrategy {

	private static final Pattern NETWORK = Pattern.compile("(?:(?:[0-9]{1,3}\\.){3}|(?:[0-9A-Fa-f]{1,4}:){3})(?=.)");

	@Override
	public String mask(String value) {
		Matcher network = NETWORK.matcher(value);
		return (network.lookingAt()) ? network.group() + Texts.FULL : Texts.FULL;
	}

	@Override
	public String sample() {
		return "192.0.2.1";
	}

	@Override
	public boolean isMask(String text) {
		return text.equals(Texts.FULL) || text.endsWith("." + Texts.FULL) || text.endsWith(":" + Texts.FULL);
	}

}
