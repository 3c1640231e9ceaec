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

/**
 * The network of an address: three bytes of IPv4, three groups of IPv6.
 */
final class IpStrategy implements MaskingStrategy {

	private static final int PARTS = 3;

	@Override
	public String mask(String value) {
		boolean v6 = value.indexOf(':') != -1;
		int end = end(value, (v6) ? ':' : '.', (v6) ? 4 : 3);
		return (end > 0 && end < value.length() - 1) ? value.substring(0, end + 1) + Texts.FULL : Texts.FULL;
	}

	/**
	 * Return where the third part ends.
	 * @param value the address
	 * @param separator the character between parts
	 * @param maxDigits the most digits of a part
	 * @return the position of the separator, or -1 when this is not an address
	 */
	private static int end(String value, char separator, int maxDigits) {
		int start = 0;
		for (int part = 0; part < PARTS; part++) {
			int end = value.indexOf(separator, start);
			// An abbreviated start says nothing about the network.
			if (end <= start || end - start > maxDigits) {
				return -1;
			}
			for (int i = start; i < end; i++) {
				if (Character.digit(value.charAt(i), (separator == ':') ? 16 : 10) == -1) {
					return -1;
				}
			}
			start = end + 1;
		}
		return start - 1;
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
