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

package io.github.apisecurity.json;

import java.util.List;

import tools.jackson.core.TSFBuilder;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.xml.XmlFactory;
import tools.jackson.dataformat.xml.XmlMapper;

import org.springframework.util.ClassUtils;

/**
 * Rebuilds mappers with the customizers. A Jackson builder has no setter for its factory,
 * so that each format needs a builder of its own to take one.
 *
 * @param factoryCustomizers the customizers of the factory
 * @param mapperCustomizers the customizers of the mapper
 */
record ServerMappers(List<ServerJsonFactoryCustomizer> factoryCustomizers,
		List<ServerJsonMapperCustomizer> mapperCustomizers) {

	private static final boolean xmlPresent = ClassUtils.isPresent("tools.jackson.dataformat.xml.XmlMapper",
			ServerMappers.class.getClassLoader());

	private static final boolean cborPresent = ClassUtils.isPresent("tools.jackson.dataformat.cbor.CBORMapper",
			ServerMappers.class.getClassLoader());

	ServerMappers {
		factoryCustomizers = List.copyOf(factoryCustomizers);
		mapperCustomizers = List.copyOf(mapperCustomizers);
	}

	boolean isEmpty() {
		return this.factoryCustomizers.isEmpty() && this.mapperCustomizers.isEmpty();
	}

	ObjectMapper rebuild(ObjectMapper mapper) {
		MapperBuilder<?, ?> builder = builder(mapper);
		this.mapperCustomizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private MapperBuilder<?, ?> builder(ObjectMapper mapper) {
		if (mapper instanceof JsonMapper json) {
			return new JsonBuilder(json.rebuild(), (JsonFactory) factory(mapper.tokenStreamFactory()));
		}
		if (xmlPresent && Xml.isXml(mapper)) {
			return Xml.builder(this, mapper);
		}
		// Formats that nobody is asked to read keep the limits of their factory.
		return (cborPresent && Cbor.isCbor(mapper)) ? Cbor.builder(this, mapper) : mapper.rebuild();
	}

	private TokenStreamFactory factory(TokenStreamFactory factory) {
		TSFBuilder<?, ?> builder = factory.rebuild();
		this.factoryCustomizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static final class JsonBuilder extends JsonMapper.Builder {

		JsonBuilder(JsonMapper.Builder source, JsonFactory factory) {
			super(new StateImpl(source));
			this._streamFactory = factory;
		}

	}

	/**
	 * Keeps the optional XML format out of the outer class, and is a mapper only because
	 * the state of a builder is visible to mappers alone.
	 */
	static final class Xml extends XmlMapper {

		private Xml() {
		}

		static boolean isXml(ObjectMapper mapper) {
			return mapper instanceof XmlMapper;
		}

		static MapperBuilder<?, ?> builder(ServerMappers mappers, ObjectMapper mapper) {
			return new ServerBuilder(((XmlMapper) mapper).rebuild(),
					(XmlFactory) mappers.factory(mapper.tokenStreamFactory()));
		}

		private static final class ServerBuilder extends XmlMapper.Builder {

			ServerBuilder(XmlMapper.Builder source, XmlFactory factory) {
				super(new XmlBuilderState(source));
				this._streamFactory = factory;
			}

		}

	}

	/**
	 * Keeps the optional CBOR format out of the outer class.
	 */
	static final class Cbor extends CBORMapper {

		private Cbor() {
		}

		static boolean isCbor(ObjectMapper mapper) {
			return mapper instanceof CBORMapper;
		}

		static MapperBuilder<?, ?> builder(ServerMappers mappers, ObjectMapper mapper) {
			return new ServerBuilder(((CBORMapper) mapper).rebuild(),
					(CBORFactory) mappers.factory(mapper.tokenStreamFactory()));
		}

		private static final class ServerBuilder extends CBORMapper.Builder {

			ServerBuilder(CBORMapper.Builder source, CBORFactory factory) {
				super(new StateImpl(source));
				this._streamFactory = factory;
			}

		}

	}

}
