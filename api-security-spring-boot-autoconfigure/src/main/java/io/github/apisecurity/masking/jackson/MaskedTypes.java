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

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.json.ServerJsonMapperCustomizer;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.PropertyRules;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.util.ClassUtil;
import tools.jackson.databind.util.NameTransformer;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;
import org.springframework.util.StringUtils;

/**
 * Finds out what is masked in the types that a type consists of. Making their serializers
 * is what refuses a property that cannot be masked.
 *
 * @since 0.1.0
 */
public final class MaskedTypes {

	private final ObjectMapper mapper;

	private final MaskedMembers members;

	/**
	 * Create an instance.
	 * @param mapper the mapper that masks
	 * @param rules the rules
	 */
	public MaskedTypes(ObjectMapper mapper, MaskingRules rules) {
		this.mapper = mapper;
		this.members = new MaskedMembers(rules);
	}

	/**
	 * Create an instance for what the mappers of the server write.
	 * @param mapper the mapper of the application
	 * @param customizers the customizers of the server's mappers
	 * @param rules the rules
	 * @return the instance
	 */
	public static MaskedTypes of(ObjectProvider<JsonMapper> mapper,
			ObjectProvider<ServerJsonMapperCustomizer> customizers, MaskingRules rules) {
		JsonMapper.Builder builder = mapper.getIfUnique(JsonMapper::new).rebuild();
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return new MaskedTypes(builder.build(), rules);
	}

	/**
	 * Return whether a mapper masks.
	 * @param mapper the mapper
	 * @return whether it does
	 */
	public static boolean isMasking(ObjectMapper mapper) {
		return mapper.registeredModules().stream().anyMatch(MaskingModule.class::isInstance);
	}

	/**
	 * Look at a type and all it consists of.
	 * @param type the type
	 * @return what is masked
	 * @throws UnmaskablePropertyException if a property cannot be masked
	 */
	public Scan scan(java.lang.reflect.Type type) {
		Scan scan = new Scan(new LinkedHashMap<>(), new LinkedHashSet<>(), new HashSet<>());
		Deque<JavaType> open = new ArrayDeque<>();
		open.add(this.mapper.constructType(type));
		while (!open.isEmpty()) {
			JavaType next = open.remove();
			if (scan.seen().add(next)) {
				open.addAll(visit(next, scan));
			}
		}
		return scan;
	}

	/**
	 * Return what a type says it holds, itself first: a list of texts is one, and texts.
	 * @param type the type
	 * @return the types
	 */
	Stream<JavaType> outer(java.lang.reflect.Type type) {
		JavaType outer = this.mapper.constructType(type);
		return Stream.concat(Stream.of(outer),
				IntStream.range(0, outer.containedTypeCount()).mapToObj(outer::containedType).flatMap(this::outer));
	}

	/**
	 * Return the masked properties that a type has itself, those included whose value
	 * masks itself.
	 * @param type the type
	 * @return the properties
	 * @throws UnmaskablePropertyException if a property cannot be masked
	 */
	public List<MaskedProperty> properties(Class<?> type) {
		if (isForeign(type)) {
			return List.of();
		}
		List<MaskedProperty> properties = new ArrayList<>();
		writers(this.mapper.constructType(type)).forEachRemaining((property) -> {
			PropertyRules rules = MaskingSerializerModifier.rules(property);
			rules = (rules != null) ? rules
					: this.members.ofValue(config(), MaskedMembers.content(property.getType()), property.getName());
			if (rules != null) {
				properties.add(MaskedProperty.of(property, rules));
			}
		});
		return properties;
	}

	/**
	 * Return the rules of what a type has under a name, be it a property or not.
	 * @param type the type
	 * @param name the name in Java
	 * @return the rules or {@code null} if it is not masked
	 */
	public @Nullable PropertyRules rules(Class<?> type, String name) {
		MaskedNames names = MaskedNames.of(config(), introspect(this.mapper.constructType(type)));
		return this.members.rules()
			.of(type, name, name,
					Stream.of(name, "is" + StringUtils.capitalize(name))
						.map(names::annotations)
						.filter((annotations) -> !annotations.isEmpty())
						.findFirst()
						.orElseGet(List::of));
	}

	/**
	 * Refuse annotations that belong to no property of a type or of what it says it
	 * holds.
	 * @param type the type
	 * @throws UnmaskablePropertyException if there is one
	 */
	public void refuseUnlinked(java.lang.reflect.Type type) {
		outer(type).filter((outer) -> !isForeign(outer.getRawClass()))
			.forEach((outer) -> MaskedNames.of(config(), MaskedMembers.description(config(), outer)).refuseUnlinked());
	}

	/**
	 * Refuse an annotation on a method that answers requests.
	 * @param handler the method
	 * @throws UnmaskablePropertyException if it is annotated
	 */
	public static void refuseAnnotated(Method handler) {
		if (MaskingRules.areMasking(MergedAnnotations.from(handler, SearchStrategy.TYPE_HIERARCHY))) {
			throw new UnmaskablePropertyException(handler.toString(),
					"it is on a method that answers requests, and properties are masked",
					"Annotate the property of the type that the method returns.");
		}
	}

	/**
	 * Find the methods of controllers that answer requests, where no mapping knows them.
	 * @param beanFactory knows the controllers
	 * @param annotation the annotation of such a method
	 * @param handlers takes each controller with its methods
	 */
	public static void findHandlers(ListableBeanFactory beanFactory, Class<? extends Annotation> annotation,
			BiConsumer<Class<?>, Method> handlers) {
		Stream.of(beanFactory.getBeanNamesForAnnotation(Controller.class))
			.map(beanFactory::getType)
			.filter(Objects::nonNull)
			.map(ClassUtils::getUserClass)
			.forEach((controller) -> MethodIntrospector
				.selectMethods(controller,
						(MethodFilter) (method) -> AnnotatedElementUtils.hasAnnotation(method, annotation))
				.forEach((method) -> handlers.accept(controller, method)));
	}

	static boolean isForeign(Class<?> type) {
		return ClassUtil.isJDKClass(type) || type.isPrimitive() || type.getName().startsWith("org.springframework.")
				|| type.getName().startsWith("reactor.");
	}

	private SerializationConfig config() {
		return this.mapper.serializationConfig();
	}

	private AnnotatedClass introspect(JavaType type) {
		return MaskedMembers.introspect(config(), type);
	}

	private Collection<JavaType> visit(JavaType type, Scan scan) {
		Set<JavaType> next = new LinkedHashSet<>(parts(type));
		if (type.getKeyType() != null) {
			this.mapper._serializationContext().findKeySerializer(type.getKeyType(), null);
		}
		if (type.getContentType() != null || isForeign(type.getRawClass()) || type.getRawClass().isInterface()) {
			return next;
		}
		writers(type).forEachRemaining((property) -> {
			PropertyRules rules = MaskingSerializerModifier.rules(property);
			if (rules != null) {
				rules.all().forEach((rule) -> scan.add(type, rule, rules.name()));
			}
			next.add(property.getType());
		});
		for (AnnotatedMember member : introspect(type).memberMethods()) {
			// The value of a @JsonValue and the entries of an any-getter are no
			// properties.
			MaskingRule rule = this.members.annotated(member);
			if (rule != null) {
				scan.add(type, rule);
			}
		}
		return next;
	}

	/**
	 * Return the types that a type is for: those it holds, or those of its values.
	 * @param type the type
	 * @return the types
	 */
	Collection<JavaType> parts(JavaType type) {
		if (type.getContentType() != null) {
			return List.of(type.getContentType());
		}
		Set<JavaType> parts = new LinkedHashSet<>(type.getBindings().getTypeParameters());
		if (!isForeign(type.getRawClass())) {
			config().getSubtypeResolver()
				.collectAndResolveSubtypesByClass(config(), introspect(type))
				.forEach((subtype) -> parts.add(this.mapper.constructType(subtype.getType())));
			Class<?>[] permitted = type.getRawClass().getPermittedSubclasses();
			for (Class<?> subtype : (permitted != null) ? permitted : new Class<?>[0]) {
				parts.add(this.mapper.constructType(subtype));
			}
		}
		return parts;
	}

	/**
	 * Return the properties of a type, those of unwrapped objects in the place of these.
	 * @param type the type
	 * @return the properties
	 */
	List<Member> members(JavaType type) {
		List<Member> members = new ArrayList<>();
		if (!type.isContainerType() && !type.getRawClass().isInterface() && !ClassUtil.isJDKClass(type.getRawClass())) {
			writers(type).forEachRemaining((property) -> {
				NameTransformer unwrapped = (property.getMember() != null) ? config().getAnnotationIntrospector()
					.findUnwrappingNameTransformer(config(), property.getMember()) : null;
				if (unwrapped == null) {
					members.add(new Member(property.getName(), MaskedProperty.beanName(property), property.getType()));
				}
				else {
					members(property.getType()).forEach((inner) -> members
						.add(new Member(unwrapped.transform(inner.name()), inner.beanName(), inner.type())));
				}
			});
		}
		return members;
	}

	/**
	 * Return the name that stands around a document where the mapper wraps documents.
	 * @param type the type of the document
	 * @return the name, empty when nothing stands around it
	 */
	String wrapperName(JavaType type) {
		return (this.mapper.isEnabled(SerializationFeature.WRAP_ROOT_VALUE))
				? config().findRootName(this.mapper._serializationContext(), type).getSimpleName() : "";
	}

	private Iterator<PropertyWriter> writers(JavaType type) {
		try {
			return this.mapper._serializationContext().findRootValueSerializer(type).properties();
		}
		catch (JacksonException ex) {
			// A type that cannot be written at all shows nothing.
			return Collections.emptyIterator();
		}
	}

	/**
	 * Property of a type.
	 *
	 * @param name the name in a document
	 * @param beanName the name in Java
	 * @param type the type
	 */
	record Member(String name, String beanName, JavaType type) {

	}

	/**
	 * What is masked in a type.
	 *
	 * @param rules the rules of its properties, with the names of these
	 * @param types the types that have masked properties
	 * @param seen all the types
	 */
	public record Scan(Map<MaskingRule, Set<String>> rules, Set<Class<?>> types, Set<JavaType> seen) {

		private void add(JavaType type, MaskingRule rule, String... names) {
			this.types.add(type.getRawClass());
			this.rules.computeIfAbsent(rule, (key) -> new LinkedHashSet<>()).addAll(List.of(names));
		}

		/**
		 * Return whether there may be any name.
		 * @return whether there is a map or a tree, or a type that is not known before it
		 * is written
		 */
		public boolean hasAnyNames() {
			return isOpen() || this.seen.stream()
				.anyMatch((type) -> type.isTypeOrSubTypeOf(Map.class) || type.isTypeOrSubTypeOf(JsonNode.class));
		}

		/**
		 * Return whether values of other types may turn up.
		 * @return whether a type is not known before it is written
		 */
		public boolean isOpen() {
			return this.seen.stream()
				.map(JavaType::getRawClass)
				.anyMatch((type) -> type == Object.class
						|| (type.isInterface() && !type.isSealed() && !ClassUtil.isJDKClass(type)));
		}

	}

}
