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

package io.github.apisecurity.headers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.resource.HttpResource;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.servlet.resource.ResourceTransformer;
import org.springframework.web.servlet.resource.ResourceTransformerChain;
import org.springframework.web.servlet.resource.TransformedResource;

/**
 * Writes the nonce into static pages that ask for it. Comes before all other
 * transformers, since one of them caches what comes after it.
 *
 * @param mappings the mappings that serve static pages
 */
record NoncePages(ObjectProvider<HandlerMapping> mappings) implements ResourceTransformer, SmartInitializingSingleton {

	@Override
	public void afterSingletonsInstantiated() {
		this.mappings.stream()
			.filter(AbstractUrlHandlerMapping.class::isInstance)
			.flatMap((mapping) -> ((AbstractUrlHandlerMapping) mapping).getHandlerMap().values().stream())
			.filter(ResourceHttpRequestHandler.class::isInstance)
			.distinct()
			.forEach((handler) -> addTo((ResourceHttpRequestHandler) handler));
	}

	private void addTo(ResourceHttpRequestHandler handler) {
		List<ResourceTransformer> transformers = new ArrayList<>(List.of(this));
		transformers.addAll(handler.getResourceTransformers());
		handler.setResourceTransformers(transformers);
		try {
			handler.afterPropertiesSet();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Static pages cannot be given a nonce", ex);
		}
	}

	@Override
	public Resource transform(HttpServletRequest request, Resource resource, ResourceTransformerChain chain)
			throws IOException {
		Resource page = chain.transform(request, resource);
		String name = page.getFilename();
		if (name == null || !name.endsWith(".html")
				|| !(request.getAttribute(Nonce.ATTRIBUTE) instanceof String nonce)) {
			return page;
		}
		String text = page.getContentAsString(StandardCharsets.ISO_8859_1);
		if (!text.contains(Nonce.PLACEHOLDER)) {
			return page;
		}
		return new Page(page, text.replace(Nonce.PLACEHOLDER, nonce));
	}

	/**
	 * A page that is another with each answer.
	 */
	private static final class Page extends TransformedResource implements HttpResource {

		Page(Resource original, String text) {
			super(original, text.getBytes(StandardCharsets.ISO_8859_1));
		}

		// Whatever is said about static pages.
		@Override
		public HttpHeaders getResponseHeaders() {
			HttpHeaders headers = new HttpHeaders();
			headers.setCacheControl("no-store");
			return headers;
		}

		@Override
		public long lastModified() {
			return -1;
		}

	}

}
