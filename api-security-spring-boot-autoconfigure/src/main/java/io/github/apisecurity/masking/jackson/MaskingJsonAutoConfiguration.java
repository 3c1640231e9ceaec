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

package io.github.apisecurity.masking.jackson;

import io.github.apisecurity.json.ServerJsonMapperCustomizer;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.MaskingRules;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.xml.XmlMapper;
import tools.jackson.dataformat.xml.XmlWriteFeature;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for masking with Jackson.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = MaskingAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ JsonMapper.class, ServerHttpMessageConvertersCustomizer.class })
@ConditionalOnBooleanProperty(name = "api-security.masking.enabled", matchIfMissing = true)
public final class MaskingJsonAutoConfiguration {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	ServerJsonMapperCustomizer apiSecurityMaskingServerJsonMapperCustomizer(MaskingRules rules,
			ObjectProvider<RevealSource> source) {
		// The last one, so that no other module replaces what masks.
		// Not a bean: those of this type are added to the shared mapper.
		MaskingModule module = new MaskingModule(rules, source.getIfAvailable(RevealSource::none));
		return (builder) -> builder.addModule(module);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(XmlMapper.class)
	static class XmlConfiguration {

		@Bean
		ServerJsonMapperCustomizer apiSecurityMaskingServerXmlMapperCustomizer(MaskingRules rules) {
			// The only property of a tree would become the root, which has no name that a
			// rule could know.
			return (builder) -> {
				if (builder instanceof XmlMapper.Builder xml && rules.hasTreeRules()) {
					xml.disable(XmlWriteFeature.UNWRAP_ROOT_OBJECT_NODE);
				}
			};
		}

	}

}
