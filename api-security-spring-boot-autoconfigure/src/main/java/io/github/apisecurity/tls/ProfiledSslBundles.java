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

package io.github.apisecurity.tls;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Bundles with the options of a profile where they have none themselves, also after they
 * have been loaded again.
 *
 * @param bundles the bundles
 * @param profile the profile
 */
record ProfiledSslBundles(SslBundles bundles, TlsProfile profile) implements SslBundles {

	@Override
	public SslBundle getBundle(String name) {
		return apply(name, this.bundles.getBundle(name));
	}

	@Override
	public void addBundleUpdateHandler(String name, Consumer<SslBundle> updateHandler) {
		this.bundles.addBundleUpdateHandler(name, (bundle) -> updateHandler.accept(apply(name, bundle)));
	}

	@Override
	public void addBundleRegisterHandler(BiConsumer<String, SslBundle> registerHandler) {
		this.bundles.addBundleRegisterHandler((name, bundle) -> registerHandler.accept(name, apply(name, bundle)));
	}

	@Override
	public List<String> getBundleNames() {
		return this.bundles.getBundleNames();
	}

	private SslBundle apply(String name, SslBundle bundle) {
		return SslBundle.of(bundle.getStores(), bundle.getKey(), options(name, bundle), bundle.getProtocol(),
				bundle.getManagers());
	}

	private SslOptions options(String name, SslBundle bundle) {
		return this.profile.complete("spring.ssl.bundle.*." + name + ".options", bundle.getOptions().getCiphers(),
				bundle.getOptions().getEnabledProtocols());
	}

}
