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

package io.github.apisecurity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.validation.ConstraintValidator;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.query.sqm.sql.SqmTranslatorFactory;
import org.hibernate.usertype.UserType;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the house, see CONTRIBUTING.md.
 */
class ArchitectureTests {

	private static final String BASE = "io.github.apisecurity";

	/**
	 * Packages every feature may use.
	 */
	private static final Set<String> KERNEL = Set.of("audit", "chain", "config", "guard", "json", "network", "openapi",
			"posture", "problem", "redis", "shared");

	/**
	 * Classes that an application calls, or names in its configuration.
	 */
	private static final Set<String> FOR_APPLICATIONS = Set.of("AccessReport", "ApiKeyAuthenticationToken",
			"ApiKeyGenerator", "ApiKeyService", "ApiSecurityHttpConfigurer", "AuditTrailVerifier",
			"JdbcSubjectKeyStore", "MaskingConverter", "MaskingModule", "Ownership", "PublicAddresses", "Reencryption",
			"SafeHtmlSanitizer", "Tenants", "TinkKeys");

	/**
	 * Types that are public for another package of their own slice only, and why it needs
	 * them.
	 */
	private static final Map<String, String> WITHIN_SLICE = Map.ofEntries(
			Map.entry("audit.AuthenticationAttempt", "detection delays what the listener of logins sees"),
			Map.entry("audit.Caller", "the trail names callers as events do"),
			Map.entry("audit.WebhookClient", "the trail and alerts are sent the same way"),
			Map.entry("encryption.jpa.DerivedQueries", "repositories ask by the columns of entities"),
			Map.entry("encryption.jpa.EncryptedTypes", "repositories know the types of entities"),
			Map.entry("masking.MaskingRules", "every integration applies the same rules"),
			Map.entry("masking.PropertyRules", "every integration applies the same rules"),
			Map.entry("masking.RuleKeys", "log messages are searched for the names of the rules"),
			Map.entry("masking.Sensitive", "every integration asks what a value is"),
			Map.entry("masking.jackson.MaskedProperty", "descriptions say of what JSON writes that it is masked"),
			Map.entry("masking.jackson.MaskedTrees", "GraphQL masks what is no object of a class"),
			Map.entry("masking.jackson.MaskedTypes", "descriptions and GraphQL find what JSON masks"),
			Map.entry("masking.jackson.MaskedTypes$Scan", "descriptions and GraphQL find what JSON masks"),
			Map.entry("masking.jackson.Parts", "GraphQL finds the parts of a value as JSON does"),
			Map.entry("network.IpRangeTable", "lists of addresses need events and shared state, and those an address"));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(BASE);

	@Test
	void packagesAndTypesThatContributingNamesExist() throws IOException {
		List<Path> roots = List.of(Path.of("src/main/java/io/github/apisecurity"),
				Path.of("src/test/java/io/github/apisecurity"));
		String text = Files.readString(Path.of("../CONTRIBUTING.md"));
		assertThat(Pattern.compile("`([a-z]+[/.](?:[A-Z]\\w+|package-info))`").matcher(text).results()).isNotEmpty()
			.map((type) -> type.group(1).replace('.', '/') + ".java")
			.allMatch((name) -> roots.stream().anyMatch((root) -> Files.exists(root.resolve(name))));
		String where = text.substring(text.indexOf("- **Kernel**"), text.indexOf("**A feature depends"));
		try (Stream<Path> existing = Files.list(roots.get(0))) {
			assertThat(existing.filter(Files::isDirectory).map((path) -> "`" + path.getFileName() + "`"))
				.allMatch(where::contains);
		}
	}

	@Test
	void autoConfigurationsArePublicFinalAndRegistered() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.check(CLASSES);
		List<String> registered = ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith(BASE))
			.toList();
		assertThat(registered).isSorted()
			.containsExactlyInAnyOrderElementsOf(CLASSES.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.toList());
	}

	@Test
	void autoConfigurationsHaveNoPublicMethods() {
		methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(CLASSES);
	}

	@Test
	void beanMethodsArePackagePrivate() {
		methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(CLASSES);
	}

	@Test
	void conditionsAreNotPublic() {
		classes().that().areAssignableTo(Condition.class).should().notBePublic().allowEmptyShould(true).check(CLASSES);
	}

	@Test
	void propertiesAreUsedByAutoConfigurationsOnlyAtStartUp() {
		fields().that()
			.haveRawType(DescribedPredicate.describe("configuration properties",
					(type) -> type.isAnnotatedWith(ConfigurationProperties.class)))
			.should()
			.beDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void publicTypesHaveARole() {
		Set<JavaClass> known = new LinkedHashSet<>();
		CLASSES.stream().filter(ArchitectureTests::isPublic).filter(this::hasRole).forEach((type) -> add(known, type));
		assertThat(CLASSES.stream()
			.filter(ArchitectureTests::isPublic)
			.filter((type) -> !known.contains(type) && !isUsedInAnotherSlice(type))
			.map((type) -> type.getName().substring(BASE.length() + 1))).isSubsetOf(WITHIN_SLICE.keySet());
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(ArchitectureTests::isPublic).orElse(true);
	}

	// Annotations, extension points, exceptions, and what frameworks make by its name.
	private boolean hasRole(JavaClass type) {
		return type.isAnnotation() || type.isInterface() || type.isAnnotatedWith(AutoConfiguration.class)
				|| type.isAssignableTo(Throwable.class) || type.isAssignableTo(ConstraintValidator.class)
				|| type.isAssignableTo(AttributeBinder.class) || type.isAssignableTo(UserType.class)
				|| type.isAssignableTo(Integrator.class) || type.isAssignableTo(SqmTranslatorFactory.class)
				|| type.getName().matches(".*Properties(\\$.*)?") || FOR_APPLICATIONS.contains(type.getSimpleName());
	}

	// The values they take and give.
	private static void add(Set<JavaClass> known, JavaClass type) {
		if (isPublic(type) && type.getPackageName().startsWith(BASE) && known.add(type)) {
			type.getMethods()
				.stream()
				.filter((method) -> method.getModifiers().contains(JavaModifier.PUBLIC))
				.flatMap((method) -> Stream.concat(method.getReturnType().getAllInvolvedRawTypes().stream(),
						method.getParameterTypes()
							.stream()
							.flatMap((parameter) -> parameter.getAllInvolvedRawTypes().stream())))
				.map(JavaClass::getBaseComponentType)
				.forEach((value) -> add(known, value));
		}
	}

	private static boolean isUsedInAnotherSlice(JavaClass type) {
		return type.getDirectDependenciesToSelf()
			.stream()
			.anyMatch((user) -> !slice(user.getOriginClass()).equals(slice(type)));
	}

	@Test
	void noTwoEndpointsHaveTheSameId() {
		// An application that has both does not start.
		assertThat(CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(Endpoint.class))
			.map((type) -> type.getAnnotationOfType(Endpoint.class).id())).isNotEmpty().doesNotHaveDuplicates();
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
			.allSatisfy((type) -> assertThat(type.isAnnotatedWith(NullMarked.class)).as(type.getName()).isTrue());
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void featuresUseTheKernelAndNoOtherFeature() {
		classes().should(new ArchCondition<JavaClass>("depend on their own slice and the kernel only") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getDirectDependenciesFromSelf()
					.stream()
					.map((dependency) -> dependency.getTargetClass().getBaseComponentType())
					.filter((target) -> target.getPackageName().startsWith(BASE + "."))
					.filter((target) -> !isAllowed(slice(type), slice(target)))
					.forEach((target) -> events
						.add(SimpleConditionEvent.violated(type, type.getName() + " depends on " + target.getName())));
			}

			private boolean isAllowed(String from, String to) {
				return from.equals(to) || KERNEL.contains(to);
			}

		}).check(CLASSES);
	}

	private static String slice(JavaClass type) {
		String name = type.getPackageName().substring(BASE.length() + 1);
		int dot = name.indexOf('.');
		return (dot != -1) ? name.substring(0, dot) : name;
	}

}
