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

package io.github.apisecurity.network.lists;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.NetworkProperties.SecurityTxt;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Serves the file that tells whom to tell about a weakness, to everybody.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9116.html">RFC 9116</a>
 */
class SecurityTxtFilter implements Filter {

	private static final Log log = LogFactory.getLog(SecurityTxtFilter.class);

	private static final String PREFIX = "api-security.network.security-txt.";

	private final byte[] text;

	SecurityTxtFilter(SecurityTxt properties) {
		this.text = text(properties).getBytes(StandardCharsets.UTF_8);
	}

	private static String text(SecurityTxt properties) {
		OffsetDateTime expires = properties.getExpires();
		Duration left = Duration.between(OffsetDateTime.now(), (expires != null) ? expires : OffsetDateTime.MIN);
		PropertyValue.refuseIf(expires == null || left.isNegative(), PREFIX + "expires", expires,
				"The file needs a date in the future, such as '2027-06-30T00:00:00Z', and not more than a year ahead.");
		if (left.toDays() < 30) {
			log.warn("'" + PREFIX + "expires' is in " + left.toDays()
					+ " days, after which security.txt is not believed. Set a later date.");
		}
		StringBuilder text = new StringBuilder();
		for (String contact : properties.getContact()) {
			PropertyValue.refuseIf(!contact.matches("(?:mailto|https|tel):\\S+"), PREFIX + "contact", contact,
					"Use a URI such as 'mailto:security@example.com' or 'https://example.com/report'.");
			text.append("Contact: ").append(contact).append('\n');
		}
		text.append("Expires: ").append(expires.toInstant().truncatedTo(ChronoUnit.SECONDS)).append('\n');
		properties.getFields().forEach((name, value) -> {
			PropertyValue.refuseIf(
					!name.matches("[A-Za-z][A-Za-z-]*") || value.isBlank()
							|| value.chars().anyMatch(Character::isISOControl),
					PREFIX + "fields." + name, value,
					"A field is a name and one line of text, such as 'Policy: https://example.com/policy'.");
			text.append(name).append(": ").append(value).append('\n');
		});
		return text.toString();
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
		response.setContentType("text/plain;charset=UTF-8");
		response.setContentLength(this.text.length);
		response.getOutputStream().write(this.text);
	}

}
