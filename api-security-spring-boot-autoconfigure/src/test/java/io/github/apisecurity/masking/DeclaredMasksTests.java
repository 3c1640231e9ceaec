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

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeclaredMasks}.
 */
class DeclaredMasksTests {

	@Test
	void whenAClassHasAFieldOfALibraryThatIsNotThereItIsLeftOut(@TempDir Path classes) throws Exception {
		ClassWriter writer = new ClassWriter(0);
		writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "com/acme/Optional", null, "java/lang/Object", null);
		writer.visitField(0, "missing", "Lcom/missing/Library;", null, null).visitEnd();
		writer.visitEnd();
		Files.createDirectories(classes.resolve("com/acme"));
		Files.write(classes.resolve("com/acme/Optional.class"), writer.toByteArray());
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		AutoConfigurationPackages.register(beanFactory, "com.acme");
		Thread thread = Thread.currentThread();
		ClassLoader original = thread.getContextClassLoader();
		try (URLClassLoader classLoader = new URLClassLoader(new URL[] { classes.toUri().toURL() }, original)) {
			thread.setContextClassLoader(classLoader);
			assertThat(DeclaredMasks.of(beanFactory)).isEmpty();
		}
		finally {
			thread.setContextClassLoader(original);
		}
	}

}
