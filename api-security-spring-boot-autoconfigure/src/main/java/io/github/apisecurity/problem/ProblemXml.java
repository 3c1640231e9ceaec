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

package io.github.apisecurity.problem;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import tools.jackson.databind.JsonNode;

/**
 * The XML form of a problem: a member is an element, an item of an array an element
 * {@code i}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457.html#appendix-B">RFC 9457,
 * appendix B</a>
 */
final class ProblemXml {

	private static final String NAMESPACE = "urn:ietf:rfc:7807";

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

	private static final Pattern NOT_IN_XML = Pattern
		.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

	private static final XMLOutputFactory factory = XMLOutputFactory.newDefaultFactory();

	private ProblemXml() {
	}

	static byte[] write(JsonNode problem) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		try {
			XMLStreamWriter writer = factory.createXMLStreamWriter(output, StandardCharsets.UTF_8.name());
			writer.writeStartElement("problem");
			writer.writeDefaultNamespace(NAMESPACE);
			writeContent(writer, problem);
			writer.writeEndElement();
			writer.close();
		}
		catch (XMLStreamException ex) {
			throw new IllegalStateException(ex);
		}
		return output.toByteArray();
	}

	private static void writeContent(XMLStreamWriter writer, JsonNode node) throws XMLStreamException {
		if (node.isObject()) {
			for (Map.Entry<String, JsonNode> member : node.properties()) {
				// A customizer may name a member as no element can be named.
				if (NAME.matcher(member.getKey()).matches()) {
					writeElement(writer, member.getKey(), member.getValue());
				}
			}
		}
		else if (node.isArray()) {
			for (JsonNode item : node) {
				writeElement(writer, "i", item);
			}
		}
		else {
			writer.writeCharacters(NOT_IN_XML.matcher(node.asString("")).replaceAll("\ufffd"));
		}
	}

	private static void writeElement(XMLStreamWriter writer, String name, JsonNode content) throws XMLStreamException {
		writer.writeStartElement(name);
		writeContent(writer, content);
		writer.writeEndElement();
	}

}
