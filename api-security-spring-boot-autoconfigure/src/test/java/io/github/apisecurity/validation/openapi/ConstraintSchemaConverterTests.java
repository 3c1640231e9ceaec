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

package io.github.apisecurity.validation.openapi;

import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.apisecurity.validation.identifier.Iban;
import io.github.apisecurity.validation.identifier.PhoneNumber;
import io.github.apisecurity.validation.password.StrongPassword;
import io.github.apisecurity.validation.text.AllowedValues;
import io.github.apisecurity.validation.text.NoHtml;
import io.github.apisecurity.validation.text.SafeFileName;
import io.github.apisecurity.validation.text.SafeHtml;
import io.github.apisecurity.validation.text.SafeText;
import io.github.apisecurity.validation.text.SafeTextValidator;
import io.github.apisecurity.validation.url.SafeUrl;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.annotations.media.Schema.AccessMode;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.Constraint;
import jakarta.validation.OverridesAttribute;
import jakarta.validation.Payload;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConstraintSchemaConverter}, with the converters of swagger-core as
 * springdoc uses them.
 */
class ConstraintSchemaConverterTests {

	private static final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenPropertyIsConstrainedSchemaSaysHow(boolean version31) {
		Map<String, Schema> properties = properties(Constrained.class, version31);
		Schema<?> name = properties.get("name");
		assertThat(name.getMaxLength()).isEqualTo(60);
		assertThat(name.getPattern()).contains("?\\p{L}[").endsWith("]*$");
		assertThat(name.getDescription()).startsWith("Letters with spaces");
		assertThat(properties.get("plain").getDescription()).isEqualTo("Text without markup.");
		assertThat(properties.get("html").getMaxLength()).isEqualTo(500);
		assertThat(properties.get("html").getDescription()).contains("'basic'");
		assertThat(properties.get("currency").getEnum()).asList().containsExactly("EUR", "TRY");
		assertThat(properties.get("link").getFormat()).isEqualTo("uri");
		assertThat(properties.get("file").getMaxLength()).isEqualTo(100);
		assertThat(properties.get("iban").getPattern()).isEqualTo("^(?:DE|TR)[0-9]{2}[A-Z0-9]{11,30}$");
		assertThat(properties.get("iban").getExample()).isEqualTo(HintPatterns.NOBODYS_IBAN);
		assertThat(properties.get("phone").getPattern()).isEqualTo("^\\+[1-9][0-9]{6,14}$");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenPropertyIsPasswordIsWrittenOnly(boolean version31) {
		Schema<?> password = properties(Constrained.class, version31).get("password");
		assertThat(password.getFormat()).isEqualTo("password");
		assertThat(password.getWriteOnly()).isTrue();
		assertThat(password.getMinLength()).isEqualTo(15);
		assertThat(password.getMaxLength()).isEqualTo(128);
		assertThat(password.getExample()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenTypeArgumentIsConstrainedItsSchemaSaysHow(boolean version31) {
		Map<String, Schema> properties = properties(Containers.class, version31);
		assertThat(properties.get("ibans").getItems().getPattern()).startsWith("^[A-Z]{2}");
		assertThat(properties.get("nested").getItems().getItems().getPattern()).startsWith("^[A-Z]{2}");
		assertThat(((Schema<?>) properties.get("byName").getAdditionalProperties()).getPattern())
			.startsWith("^[A-Z]{2}");
		assertThat(properties.get("optional").getPattern()).startsWith("^[A-Z]{2}");
		assertThat(properties.get("others").getItems().getPattern()).isNull();
		assertThat(properties.get("ibans").getPattern()).isNull();
	}

	@Test
	void whenKeyOfMapIsConstrainedValuesAreNot() {
		Schema<?> values = (Schema<?>) properties(Containers.class, false).get("byIban").getAdditionalProperties();
		assertThat(values.getPattern()).isNull();
	}

	@Test
	void whenFieldOrGetterIsConstrainedSchemaSaysHow() {
		Map<String, Schema> properties = properties(Bean.class, false);
		assertThat(properties.get("field").getPattern()).startsWith("^[A-Z]{2}");
		assertThat(properties.get("getter").getPattern()).startsWith("^[A-Z]{2}");
		assertThat(properties.get("inherited").getPattern()).startsWith("^[A-Z]{2}");
		assertThat(properties.get("other_name").getPattern()).startsWith("^[A-Z]{2}");
		assertThat(properties.get("free").getPattern()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenConstraintIsComposedSchemaSaysHow(boolean version31) {
		Map<String, Schema> properties = properties(Composed.class, version31);
		assertThat(properties.get("city").getMaxLength()).isEqualTo(40);
		assertThat(properties.get("city").getPattern()).contains("?\\p{L}[");
		assertThat(properties.get("village").getMaxLength()).isEqualTo(10);
	}

	@Test
	void whenApplicationDeclaresSchemaItsWordStands() {
		Map<String, Schema> properties = properties(Declared.class, false);
		Schema<?> iban = properties.get("iban");
		assertThat(iban.getPattern()).isEqualTo("^DE.*$");
		assertThat(iban.getExample()).isEqualTo("DE00");
		assertThat(iban.getDescription()).isEqualTo("The account.");
		assertThat(iban.getMaxLength()).isEqualTo(100);
		assertThat(properties.get("name").getDescription()).isEqualTo("The name.");
		assertThat(properties.get("currency").getEnum()).asList().containsExactly("EUR");
		assertThat(properties.get("password").getWriteOnly()).isNull();
	}

	@Test
	void whenStandardConstraintIsThereTheTighterLengthIsTold() {
		Map<String, Schema> properties = properties(Sized.class, false);
		assertThat(properties.get("shorter").getMaxLength()).isEqualTo(20);
		assertThat(properties.get("longer").getMaxLength()).isEqualTo(255);
		assertThat(properties.get("password").getMinLength()).isEqualTo(20);
	}

	@Test
	void whenConstraintIsOfAnotherGroupSchemaSaysNothing() {
		assertThat(properties(Grouped.class, false).get("iban").getPattern()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenValueIsNoTextAllowedValuesAreOfItsType(boolean version31) {
		Map<String, Schema> properties = properties(Typed.class, version31);
		assertThat(properties.get("days").getEnum()).asList()
			.containsExactly(new BigDecimal("30"), new BigDecimal("60"));
		assertThat(properties.get("color").getEnum()).asList().containsExactly("RED", "BLUE");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenParameterIsConstrainedSchemaSaysHow(boolean version31) throws NoSuchMethodException {
		Annotation[][] parameters = ConstraintSchemaConverterTests.class
			.getDeclaredMethod("handler", String.class, String.class)
			.getParameterAnnotations();
		assertThat(parameter(parameters[0], version31).getPattern()).startsWith("^[A-Z]{2}");
		assertThat(parameter(parameters[1], version31).getMaxLength()).isEqualTo(40);
	}

	@Test
	void whenThereIsNoValidatorSchemaIsLeft() {
		ModelConverters converters = new ModelConverters();
		converters.addConverter(new ConstraintSchemaConverter(() -> null));
		assertThat(converters.readAll(Constrained.class).get("Constrained").getProperties()).containsKey("iban");
	}

	@Test
	void whenItIsDestroyedNoOtherApplicationHasIt() {
		ConstraintSchemaConverter converter = new ConstraintSchemaConverter(() -> mock(Validator.class));
		ModelConverters.getInstance(true).addConverter(converter);
		converter.destroy();
		assertThat(ModelConverters.getInstance(true).getConverters()).doesNotContain(converter);
	}

	@ParameterizedTest
	@EnumSource(SafeText.Profile.class)
	void patternOfTextRefusesAndAcceptsWhatTheConstraintDoes(SafeText.Profile profile) throws NoSuchFieldException {
		SafeTextValidator constraint = new SafeTextValidator();
		constraint.initialize(Texts.class.getDeclaredField(profile.name()).getAnnotation(SafeText.class));
		Pattern pattern = Pattern.compile("^" + SafeTextValidator.pattern(profile) + "$");
		for (int character = 1; character < Character.MIN_SURROGATE; character++) {
			String text = "a" + (char) character + "b";
			assertThat(pattern.matcher(text).find()).as("%s with %04x", profile, character)
				.isEqualTo(constraint.isValid(text, null));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			iban        | DE89370400440532013000
			iban        | DE89 3704 0044 0532 0130 00
			iban        | NO9386011117947
			iban        | DE36000000000000000000
			turkishIban | TR330006100519786457841326
			phone       | +12025550123
			phone       | +493012345678
			plain       | 1 < 2 and 3>2 << 4
			plain       | < 1
			currency    | eur
			currency    | TrY
			file        | Bericht 2026 (1).PdF
			file        | a.tar.gz
			""")
	void whenConstraintAcceptsValueItsHintDoes(String property, String value) {
		assertThat(validator.validateValue(Accepting.class, property, value)).isEmpty();
		Schema<?> schema = properties(Accepting.class, false).get(property);
		assertThat(value).matches((text) -> Pattern.compile(schema.getPattern()).matcher(text).find());
		assertThat(value.length())
			.isLessThanOrEqualTo((schema.getMaxLength() != null) ? schema.getMaxLength() : Integer.MAX_VALUE);
	}

	@ParameterizedTest
	@CsvSource({ "iban, DE8937040044", "turkishIban, DE89370400440532013000", "phone, 0123", "plain, <b>bold</b>",
			"plain, a <<!--", "plain, a <", "currency, usd", "currency, eurt", "file, ../passwd.pdf", "file, a.exe" })
	void whenHintRefusesValueConstraintDoes(String property, String value) {
		assertThat(validator.validateValue(Accepting.class, property, value)).isNotEmpty();
		Schema<?> schema = properties(Accepting.class, false).get(property);
		assertThat(Pattern.compile(schema.getPattern()).matcher(value).find()).isFalse();
	}

	private static Map<String, Schema> properties(Class<?> type, boolean version31) {
		return converters(version31).readAll(type).get(type.getSimpleName()).getProperties();
	}

	private static Schema<?> parameter(Annotation[] annotations, boolean version31) {
		return converters(version31)
			.resolveAsResolvedSchema(new AnnotatedType(String.class).ctxAnnotations(annotations)).schema;
	}

	private static ModelConverters converters(boolean version31) {
		ModelConverters converters = new ModelConverters(version31);
		converters.addConverter(new ConstraintSchemaConverter(() -> validator));
		return converters;
	}

	@SuppressWarnings("unused")
	private static void handler(@Iban String iban, @PlaceName String place) {
	}

	static class Constrained {

		@SafeText(value = SafeText.Profile.NAME, max = 60)
		public String name;

		@NoHtml
		public String plain;

		@SafeHtml(max = 500)
		public String html;

		@AllowedValues({ "EUR", "TRY" })
		public String currency;

		@SafeUrl
		public String link;

		@SafeFileName(extensions = "pdf", max = 100)
		public String file;

		@Iban(countries = { "DE", "TR" }, compact = true)
		public String iban;

		@PhoneNumber
		public String phone;

		@StrongPassword
		public String password;

	}

	static class Accepting {

		@Iban
		public String iban;

		@Iban(countries = "TR", compact = true)
		public String turkishIban;

		@PhoneNumber
		public String phone;

		@NoHtml
		public String plain;

		@AllowedValues(value = { "EUR", "TRY" }, ignoreCase = true)
		public String currency;

		@SafeFileName(extensions = { "pdf", "gz" })
		public String file;

	}

	record Containers(List<@Iban String> ibans, List<String> others, List<List<@Iban String>> nested,
			Map<String, @Iban String> byName, Map<@Iban String, String> byIban, Optional<@Iban String> optional) {

	}

	public interface Inheriting {

		@Iban
		String getInherited();

	}

	public static class Bean implements Inheriting {

		@Iban
		private String field;

		@Iban
		private String renamed;

		private String other;

		public String getField() {
			return this.field;
		}

		public void setField(String field) {
			this.field = field;
		}

		@JsonProperty("other_name")
		public String getRenamed() {
			return this.renamed;
		}

		@JsonProperty("other_name")
		public void setRenamed(String renamed) {
			this.renamed = renamed;
		}

		@Iban
		public String getGetter() {
			return this.other;
		}

		@Override
		public String getInherited() {
			return this.other;
		}

		public String getFree() {
			return this.other;
		}

	}

	@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE })
	@Retention(RetentionPolicy.RUNTIME)
	@Constraint(validatedBy = {})
	@SafeText(value = SafeText.Profile.NAME, max = 40)
	@interface PlaceName {

		String message() default "";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

		@OverridesAttribute(constraint = SafeText.class, name = "max")
		int max() default 40;

	}

	record Composed(@PlaceName String city, @PlaceName(max = 10) String village) {

	}

	static class Declared {

		@io.swagger.v3.oas.annotations.media.Schema(pattern = "^DE.*$", example = "DE00", description = "The account.",
				maxLength = 100)
		@Iban
		public String iban;

		@io.swagger.v3.oas.annotations.media.Schema(description = "The name.")
		@SafeText
		public String name;

		@io.swagger.v3.oas.annotations.media.Schema(allowableValues = "EUR")
		@AllowedValues({ "EUR", "TRY" })
		public String currency;

		@io.swagger.v3.oas.annotations.media.Schema(accessMode = AccessMode.READ_WRITE)
		@StrongPassword
		public String password;

	}

	record Sized(@Size(max = 20) @SafeText String shorter, @Size(max = 500) @SafeText String longer,
			@Size(min = 20) @StrongPassword String password) {

	}

	record Grouped(@Iban(groups = Runnable.class) String iban) {

	}

	enum Color {

		RED, GREEN, BLUE

	}

	static class Typed {

		@AllowedValues({ "30", "60" })
		public int days;

		@AllowedValues({ "RED", "BLUE" })
		public Color color;

	}

	static class Texts {

		@SafeText(SafeText.Profile.NAME)
		String NAME;

		@SafeText(SafeText.Profile.LINE)
		String LINE;

		@SafeText(SafeText.Profile.MULTILINE)
		String MULTILINE;

		@SafeText(SafeText.Profile.IDENTIFIER)
		String IDENTIFIER;

		@SafeText(SafeText.Profile.SLUG)
		String SLUG;

	}

}
