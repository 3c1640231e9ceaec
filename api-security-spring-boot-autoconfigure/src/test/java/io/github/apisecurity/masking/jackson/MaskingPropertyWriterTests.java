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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonKey;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.apisecurity.encryption.jpa.Encrypted;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.util.StdConverter;
import tools.jackson.dataformat.xml.XmlMapper;
import tools.jackson.dataformat.xml.annotation.JacksonXmlProperty;
import tools.jackson.dataformat.xml.annotation.JacksonXmlText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for masked properties that are texts, whose clear values are written as the
 * mapper writes every other text.
 */
class MaskingPropertyWriterTests {

	private final List<String> revealed = new ArrayList<>();

	@Test
	void revealedTextsAreWrittenByTheSerializerOfTheMapper() {
		JsonMapper mapper = mapper(true, new SimpleModule().addSerializer(String.class, new UpperCase()));
		assertThat(mapper.writeValueAsString(new Person("ada@example.com")))
			.isEqualTo("{\"email\":\"ADA@EXAMPLE.COM\"}");
	}

	@Test
	void masksAreNotChangedByTheSerializerOfTheMapper() {
		JsonMapper mapper = mapper(false, new SimpleModule().addSerializer(String.class, new UpperCase()));
		assertThat(mapper.writeValueAsString(new Person("ada@example.com")))
			.isEqualTo("{\"email\":\"a***@example.com\"}");
	}

	@Test
	void revealedTextsAreConverted() {
		assertThat(mapper(true, new SimpleModule()).writeValueAsString(new Converted("ada@example.com")))
			.isEqualTo("{\"email\":\"converted\"}");
	}

	@Test
	void revealedPropertiesAreNamedAsInTheDocument() {
		String document = mapper(true, new SimpleModule()).writeValueAsString(new Home(new Person("ada@example.com")));
		assertThat(document).isEqualTo("{\"home.email\":\"ada@example.com\"}");
		assertThat(this.revealed).containsExactly("home.email");
	}

	@Test
	void emptyAndMissingTextsAreLeftOutWhereTheTypeSaysSo() {
		assertThat(mapper(false, new SimpleModule()).writeValueAsString(new Sparse("", null, "41012345321")))
			.isEqualTo("{\"id\":\"410*********321\"}");
	}

	@Test
	void emptyTextsInsideOthersAreLeftOutWhereTheTypeSaysSo() {
		JsonMapper mapper = mapper(false, new SimpleModule());
		assertThat(mapper.writeValueAsString(new Enclosed(Optional.of(""), "ada"))).isEqualTo("{}");
		assertThat(mapper.writeValueAsString(new Enclosed(Optional.of("1"), ""))).isEqualTo("{\"phone\":\"***\"}");
		assertThat(mapper.writeValueAsString(new EnclosedHome(new Enclosed(Optional.of(""), "ada")))).isEqualTo("{}");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void gettersAreCalledAsOftenAsNeeded(boolean reveal) {
		Counting counting = new Counting();
		mapper(reveal, new SimpleModule()).writeValueAsString(counting);
		assertThat(counting.calls).isEqualTo(2);
	}

	@Test
	void writersThatOtherModulesPutAroundAreRefused() {
		// The module that comes first has the last word.
		JsonMapper mapper = mapper(false, new SimpleModule().setSerializerModifier(new Wrapping()));
		assertThatExceptionOfType(UnmaskablePropertyException.class)
			.isThrownBy(() -> mapper.writeValueAsString(new Person("ada@example.com")))
			.withMessageContaining("another Jackson module replaces the property");
	}

	@Test
	void otherValuesBehindAGenericTypeAreMaskedToo() {
		List<Object> numbers = new ArrayList<>(List.of(41012345321L));
		@SuppressWarnings("unchecked")
		List<String> texts = (List<String>) (List<?>) numbers;
		assertThat(mapper(false, new SimpleModule()).writeValueAsString(new Pretended(texts)))
			.isEqualTo("{\"first\":\"410*********321\"}");
	}

	@Test
	void keysThatAreMaskedAlikeAreToldApartInEachMap() {
		Map<Key, Integer> map = new LinkedHashMap<>();
		map.put(new Key("a"), 1);
		map.put(new Key("b"), 2);
		assertThat(mapper(false, new SimpleModule()).writeValueAsString(List.of(map, new LinkedHashMap<>(map))))
			.isEqualTo("[{\"***\":1,\"***-2\":2},{\"***\":1,\"***-2\":2}]");
	}

	@Test
	void elementsOfAnArrayAreMasked() {
		assertThat(mapper(false, new SimpleModule()).writeValueAsString(new Row("ada@example.com", "+905321234567")))
			.isEqualTo("[\"a***@example.com\",\"+90*****67\"]");
	}

	@Test
	void attributesAndTextOfXmlAreMasked() {
		XmlMapper mapper = XmlMapper.builder()
			.addModule(new MaskingModule(MaskingRules.ofAnnotations(), RevealSource.none()))
			.build();
		assertThat(mapper.writeValueAsString(new Element("ada@example.com", "+905321234567")))
			.isEqualTo("<Element email=\"a***@example.com\">+90*****67</Element>");
	}

	@Test
	void membersThatJacksonDoesNotLinkToTheirPropertyMaskIt() {
		JsonMapper mapper = mapper(false, new SimpleModule());
		assertThat(mapper.writeValueAsString(new IsNamed())).isEqualTo("{\"hivPositive\":\"***\"}");
		assertThat(mapper.writeValueAsString(new CapitalInside())).isEqualTo("{\"eMail\":\"a***@example.com\"}");
		assertThat(mapper.writeValueAsString(new RenamedByGetter())).isEqualTo("{\"iban\":\"***\"}");
		assertThat(mapper.writeValueAsString(new NamedByGetter())).isEqualTo("{\"account\":\"***\"}");
	}

	@ParameterizedTest
	@ValueSource(classes = { PrefixedField.class, StaticField.class, NoGetter.class })
	void membersThatBelongToNoPropertyAreRefused(Class<?> type) throws Exception {
		Object value = type.getDeclaredConstructor().newInstance();
		assertThatExceptionOfType(UnmaskablePropertyException.class)
			.isThrownBy(() -> mapper(false, new SimpleModule()).writeValueAsString(value))
			.withMessageContaining("belongs to no property")
			.withMessageContaining(type.getSimpleName())
			.withMessageContaining("m_iban");
	}

	@Test
	void membersThatAreNeverWrittenAreLeftAlone() {
		assertThat(mapper(false, new SimpleModule()).writeValueAsString(new NeverWritten())).isEqualTo("{\"id\":1}");
	}

	@Test
	void keepsWhereOnlyTheNumberOfCharactersIsSaid() {
		assertThat(mapper(false, new SimpleModule()).writeValueAsString(new Kept("abcdefgxyz")))
			.isEqualTo("{\"text\":\"ab*********yz\"}");
	}

	@Test
	void whatIsEncryptedIsMaskedByItsOwnAnnotation() {
		assertThat(mapper(false, new SimpleModule()).writeValueAsString(new Stored("ada@example.com", "blue")))
			.isEqualTo("{\"email\":\"a***@example.com\",\"note\":\"blue\"}");
	}

	private JsonMapper mapper(boolean reveal, SimpleModule module) {
		return JsonMapper.builder()
			.addModule(module)
			.addModule(new MaskingModule(MaskingRules.ofAnnotations(), () -> (rule, property, bean) -> {
				this.revealed.add(property);
				return reveal;
			}))
			.build();
	}

	private record Kept(@Masked(keepFirst = 2, keepLast = 2) String text) {

	}

	public static class IsNamed {

		@Masked
		private final boolean isHivPositive = true;

		public boolean isHivPositive() {
			return this.isHivPositive;
		}

	}

	public static class CapitalInside {

		@Masked(MaskType.EMAIL)
		private final String eMail = "ada@example.com";

		public String getEmail() {
			return this.eMail;
		}

	}

	public static class RenamedByGetter {

		@Masked
		private final String iban = "TR33";

		@JsonProperty("iban")
		public String getNumber() {
			return this.iban;
		}

	}

	public static class NamedByGetter {

		@Masked
		private final String iban = "TR33";

		@JsonProperty("account")
		public String getIban() {
			return this.iban;
		}

	}

	public static class PrefixedField {

		@Masked
		private final String m_iban = "TR33";

		public String getIban() {
			return this.m_iban;
		}

	}

	public static class StaticField {

		@Masked
		public static final String m_iban = "TR33";

		public int getId() {
			return 1;
		}

	}

	public static class NoGetter {

		@Masked
		private final String m_iban = "TR33";

		public int getId() {
			return this.m_iban.length();
		}

	}

	public static class NeverWritten {

		@Masked
		@JsonIgnore
		private String ignored = "x";

		@Masked
		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		private String password = "x";

		@Masked
		private String set = "x";

		public int getId() {
			return 1;
		}

		public String getIgnored() {
			return this.ignored;
		}

		public void setSet(String set) {
			this.set = set;
		}

		public String text() {
			return this.password + this.set;
		}

	}

	private record Person(@Masked(value = MaskType.EMAIL, revealTo = "ROLE_SUPPORT") String email) {

	}

	private record Home(@JsonUnwrapped(prefix = "home.") Person person) {

	}

	private record Converted(@Masked(value = MaskType.EMAIL,
			revealTo = "ROLE_SUPPORT") @JsonSerialize(converter = ToConstant.class) String email) {

	}

	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	private record Sparse(@Masked(MaskType.EMAIL) String email, @Masked(MaskType.PHONE) String phone,
			@Masked(MaskType.NATIONAL_ID) String id) {

	}

	@JsonInclude(value = JsonInclude.Include.NON_EMPTY, content = JsonInclude.Include.NON_EMPTY)
	private record Enclosed(@Masked Optional<String> phone,
			@Masked @JsonSerialize(converter = ToEmpty.class) String email) {

	}

	private record EnclosedHome(@JsonUnwrapped(prefix = "home.") Enclosed enclosed) {

	}

	public static class Counting {

		private int calls;

		@Masked(revealTo = "ROLE_SUPPORT")
		public String getEmail() {
			this.calls++;
			return "ada@example.com";
		}

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	@JsonPropertyOrder({ "email", "phone" })
	private record Row(@Masked(MaskType.EMAIL) String email, @Masked(MaskType.PHONE) String phone) {

	}

	record Key(@JsonKey @Masked String id) {

	}

	private record Element(@Masked(MaskType.EMAIL) @JacksonXmlProperty(isAttribute = true) String email,
			@Masked(MaskType.PHONE) @JacksonXmlText String phone) {

	}

	/**
	 * Has another value than the declared one, which only a generic type can have.
	 */
	private static final class Pretended extends Generic<String> {

		private Pretended(List<String> values) {
			super(values);
		}

	}

	abstract static class Generic<T> {

		private final List<T> values;

		Generic(List<T> values) {
			this.values = values;
		}

		@JsonProperty
		@Masked(MaskType.NATIONAL_ID)
		T getFirst() {
			return this.values.get(0);
		}

	}

	private static final class Wrapping extends ValueSerializerModifier {

		@Override
		public List<BeanPropertyWriter> orderProperties(SerializationConfig config,
				BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
			properties.replaceAll(Clear::new);
			return properties;
		}

	}

	private static final class Clear extends BeanPropertyWriter {

		private Clear(BeanPropertyWriter writer) {
			super(writer);
		}

		@Override
		public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
				throws Exception {
			generator.writeName(getName());
			generator.writeString(String.valueOf(get(bean)));
		}

	}

	static class ToConstant extends StdConverter<String, String> {

		@Override
		public String convert(String value) {
			return "converted";
		}

	}

	static class ToEmpty extends StdConverter<String, String> {

		@Override
		public String convert(String value) {
			return "";
		}

	}

	private static final class UpperCase extends ValueSerializer<String> {

		@Override
		public void serialize(String value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(value.toUpperCase(Locale.ROOT));
		}

	}

	record Stored(@Encrypted @Masked(MaskType.EMAIL) String email, @Encrypted String note) {

	}

}
