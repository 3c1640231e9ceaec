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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonKey;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeId;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import io.github.apisecurity.masking.Classified;
import io.github.apisecurity.masking.Sensitive;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.jackson.JacksonMixin;

/**
 * The shapes that a masked text can have in a response. All are classified as
 * {@code matrix}, and each test gives that class another strategy.
 */
public final class Shapes {

	static final String CLASS = "matrix";

	private Shapes() {
	}

	static Map<String, Object> of(String value) {
		Map<String, Object> shapes = new LinkedHashMap<>();
		shapes.put("record", new Component(value));
		shapes.put("record-accessor", new Accessor(value));
		shapes.put("private-field", new PrivateField(value));
		shapes.put("public-field", new PublicField(value));
		shapes.put("inheritance", new Child(value));
		shapes.put("interface", new Implementation(value));
		shapes.put("overridden-getter", new Overriding(value));
		shapes.put("meta-annotation", new Meta(value));
		shapes.put("mixin", new Foreign(value));
		shapes.put("renamed", new Renamed(value));
		shapes.put("optional", new Opt(Optional.of(value)));
		shapes.put("array", new Array(new String[] { value, value }));
		shapes.put("list", new Items(List.of(value, "x")));
		shapes.put("nested-list", new NestedItems(List.of(List.of(value))));
		shapes.put("map", new Entries(Map.of(value, value)));
		shapes.put("any-getter", new Any(Map.of(value, value)));
		shapes.put("json-value", new HoldsValue(new Value(value)));
		shapes.put("json-value-list", new HoldsValues(List.of(new Value(value))));
		shapes.put("masked-json-value", new HoldsMaskedValue(new MaskedValue(value)));
		shapes.put("json-key", Map.of(new Key(value), 1));
		shapes.put("raw-value", new Raw(value));
		shapes.put("serializer", new OwnSerializer(value));
		shapes.put("object-serializer", new Rendered(new Opaque(value)));
		shapes.put("view", new Viewed(value));
		shapes.put("polymorphic", new Owner(new Cat(value)));
		shapes.put("polymorphic-list", new Owners(List.of(new Cat(value))));
		shapes.put("unwrapped", new Unwrapping(new Component(value)));
		shapes.put("unwrapped-prefix", new PrefixUnwrapping(new Component(value)));
		shapes.put("as-array", new AsArray("x", value));
		shapes.put("non-empty", new NonEmpty(value));
		shapes.put("identity", identity(value));
		shapes.put("generic", new Holder<>(new Component(value)));
		shapes.put("list-of-records", List.of(new Component(value), new Component(value)));
		shapes.put("map-of-records", Map.of("a", new Component(value)));
		shapes.put("object-property", new Untyped(value));
		shapes.put("object-list-property", new Untyped(List.of(value)));
		shapes.put("object-map-property", new Untyped(Map.of("k", value)));
		shapes.put("sensitive", new HoldsSensitive(Sensitive.of(value)));
		shapes.put("char-array", new Characters(value.toCharArray()));
		shapes.put("enum-like", new Builder(new StringBuilder(value)));
		shapes.put("tree-property", new Tree(JsonNodeFactory.instance.objectNode().put("a", value)));
		ObjectNode tree = JsonNodeFactory.instance.objectNode();
		tree.putArray("rows").addObject().put("named", value);
		shapes.put("tree-by-name", tree);
		shapes.put("map-by-name", Map.of("rows", List.of(Map.of("named", value))));
		shapes.put("map-by-path", Map.of("pathRoot", Map.of("any", Map.of("leaf", value))));
		shapes.put("record-by-path", new PathRoot(List.of(new Leaf(value))));
		shapes.put("record-by-type", new ByType(value));
		shapes.put("any-getter-by-name", new NamedAny(Map.of("named", value)));
		return shapes;
	}

	private static Object identity(String value) {
		Identified identified = new Identified("id-1", value);
		return List.of(identified, identified);
	}

	static Map<String, Object> whole(String value) {
		Map<String, Object> shapes = new LinkedHashMap<>();
		shapes.put("object", new HoldsObject(new Plain(value)));
		shapes.put("object-list", new HoldsObjects(List.of(new Plain(value))));
		return shapes;
	}

	static Map<String, Class<?>> unmaskable() {
		Map<String, Class<?>> shapes = new LinkedHashMap<>();
		for (Class<?> type : List.of(HoldsTypeId.class, Unwrapped.class, MaskedIdentity.class, SelfWriting.class,
				Bypassing.class, BypassingContent.class, ValueOfAll.class, KeyedByRecord.class, HoldsObject.class,
				HoldsObjects.class)) {
			shapes.put(type.getSimpleName(), type);
		}
		return Collections.unmodifiableMap(shapes);
	}

	record Component(@Classified(CLASS) String secret) {

	}

	record Accessor(String secret) {

		@Classified(CLASS)
		@Override
		public String secret() {
			return this.secret;
		}

	}

	public static class PrivateField {

		@Classified(CLASS)
		private final String secret;

		PrivateField(String secret) {
			this.secret = secret;
		}

		public String getSecret() {
			return this.secret;
		}

	}

	static class PublicField {

		@Classified(CLASS)
		public final String secret;

		PublicField(String secret) {
			this.secret = secret;
		}

	}

	public static class Child extends PrivateField {

		Child(String secret) {
			super(secret);
		}

		public String getOther() {
			return "x";
		}

	}

	interface Contract {

		@Classified(CLASS)
		String getSecret();

	}

	public static class Implementation implements Contract {

		private final String value;

		Implementation(String value) {
			this.value = value;
		}

		@Override
		public String getSecret() {
			return this.value;
		}

	}

	public static class Overriding extends Implementation {

		Overriding(String value) {
			super(value);
		}

		@Override
		public String getSecret() {
			return super.getSecret();
		}

	}

	@Classified(CLASS)
	@Target({ ElementType.FIELD, ElementType.METHOD })
	@Retention(RetentionPolicy.RUNTIME)
	@interface Confidential {

	}

	record Meta(@Confidential String secret) {

	}

	public static class Foreign {

		private final String secret;

		Foreign(String secret) {
			this.secret = secret;
		}

		public String getSecret() {
			return this.secret;
		}

	}

	@JacksonMixin(type = Foreign.class)
	interface ForeignMixin {

		@Classified(CLASS)
		String getSecret();

	}

	record Renamed(@JsonProperty("renamed_secret") @Classified(CLASS) String secret) {

	}

	record Opt(@Classified(CLASS) Optional<String> secret) {

	}

	record Array(@Classified(CLASS) String[] secret) {

	}

	record Items(@Classified(CLASS) List<String> secret) {

	}

	record NestedItems(@Classified(CLASS) List<List<String>> secret) {

	}

	record Entries(@Classified(CLASS) Map<String, String> secret) {

	}

	public static class Any {

		private final Map<String, Object> entries;

		Any(Map<String, Object> entries) {
			this.entries = entries;
		}

		@JsonAnyGetter
		@Classified(CLASS)
		public Map<String, Object> entries() {
			return this.entries;
		}

		public String getOther() {
			return "x";
		}

	}

	public static class NamedAny {

		private final Map<String, Object> entries;

		NamedAny(Map<String, Object> entries) {
			this.entries = entries;
		}

		@JsonAnyGetter
		public Map<String, Object> entries() {
			return this.entries;
		}

	}

	record Value(@JsonValue String text) {

	}

	record HoldsValue(@Classified(CLASS) Value secret) {

	}

	record HoldsValues(@Classified(CLASS) List<Value> secret) {

	}

	record MaskedValue(@JsonValue @Classified(CLASS) String text) {

	}

	record HoldsMaskedValue(MaskedValue secret) {

	}

	record Key(@JsonKey @Classified(CLASS) String text) {

	}

	static class Raw {

		@JsonRawValue
		@Classified(CLASS)
		public final String secret;

		Raw(String value) {
			this.secret = "\"" + value + "\"";
		}

	}

	record OwnSerializer(@Classified(CLASS) @JsonSerialize(using = Same.class) String secret) {

	}

	record Opaque(String text) {

	}

	record Rendered(@Classified(CLASS) @JsonSerialize(using = Same.class) Opaque secret) {

	}

	static class Same extends ValueSerializer<Object> {

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeString((value instanceof Opaque opaque) ? opaque.text() : value.toString());
		}

	}

	record Viewed(@JsonView(Object.class) @Classified(CLASS) String secret) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(value = Cat.class, name = "cat"))
	interface Animal {

	}

	record Cat(@Classified(CLASS) String secret) implements Animal {

	}

	record Owner(Animal animal) {

	}

	record Owners(List<Animal> animals) {

	}

	record Unwrapping(@JsonUnwrapped Component component) {

	}

	record PrefixUnwrapping(@JsonUnwrapped(prefix = "p_") Component component) {

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record AsArray(String first, @Classified(CLASS) String secret) {

	}

	record NonEmpty(@JsonInclude(JsonInclude.Include.NON_EMPTY) @Classified(CLASS) String secret) {

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class, property = "id")
	record Identified(String id, @Classified(CLASS) String secret) {

	}

	record Holder<T>(T content) {

	}

	record Untyped(@Classified(CLASS) Object secret) {

	}

	record HoldsSensitive(@Classified(CLASS) Sensitive<String> secret) {

	}

	record Characters(@Classified(CLASS) char[] secret) {

	}

	record Builder(@Classified(CLASS) CharSequence secret) {

	}

	record Tree(@Classified(CLASS) ObjectNode secret) {

	}

	record PathRoot(List<Leaf> pathRoot) {

	}

	record Leaf(String leaf) {

	}

	record ByType(String secret) {

	}

	record Plain(String text) {

	}

	record HoldsObject(@Classified(CLASS) Plain secret) {

	}

	record HoldsObjects(@Classified(CLASS) List<Plain> secret) {

	}

	// Shapes that cannot be masked.

	static class TypeId {

		@JsonTypeId
		@Classified(CLASS)
		public String secret = "x";

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class, property = "email")
	record Mailed(String email) {

	}

	record Referring(@JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class,
			property = "email") Addressed person) {

	}

	record Addressed(String email) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	record TypedBy(@JsonTypeId String email) {

	}

	record HoldsTypeId(@JsonTypeInfo(use = JsonTypeInfo.Id.NAME) TypeId object) {

	}

	record Unwrapped(@Classified(CLASS) @JsonUnwrapped Plain secret) {

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class, property = "secret")
	record MaskedIdentity(@Classified(CLASS) String secret) {

	}

	@JsonSerialize(using = Same.class)
	record SelfWriting(@Classified(CLASS) String secret) {

	}

	record Bypassing(@JsonSerialize(using = Same.class) Component component) {

	}

	record BypassingContent(@JsonSerialize(contentUsing = Same.class) List<Component> components) {

	}

	record ValueOfAll(@Classified(CLASS) String secret) {

		@JsonValue
		String all() {
			return "all:" + this.secret;
		}

	}

	record KeyedByRecord(Map<Component, String> entries) {

	}

}
