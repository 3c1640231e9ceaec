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

package io.github.apisecurity.network;

/**
 * Text of an address.
 */
final class IpAddressFormat {

	private static final int GROUPS = 8;

	private IpAddressFormat() {
	}

	static String ipv4(byte[] bytes) {
		StringBuilder text = new StringBuilder(15);
		for (byte part : bytes) {
			text.append((text.isEmpty()) ? "" : ".").append(part & 0xff);
		}
		return text.toString();
	}

	/**
	 * Return the form of RFC 5952: lower case, no leading zeros, the first longest run of
	 * two or more zero groups left out.
	 * @param bytes the address
	 * @return the text
	 */
	static String ipv6(byte[] bytes) {
		int gapStart = -1;
		int gapLength = 1;
		for (int i = 0; i < GROUPS; i++) {
			int run = 0;
			while (i + run < GROUPS && group(bytes, i + run) == 0) {
				run++;
			}
			if (run > gapLength) {
				gapStart = i;
				gapLength = run;
			}
		}
		StringBuilder text = new StringBuilder(39);
		for (int i = 0; i < GROUPS; i++) {
			if (i == gapStart) {
				text.append("::");
				i += gapLength - 1;
				continue;
			}
			if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
				text.append(':');
			}
			text.append(Integer.toHexString(group(bytes, i)));
		}
		return text.toString();
	}

	private static int group(byte[] bytes, int index) {
		return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
	}

}
