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

import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Masks what has no property of its own, the value of a {@code @JsonValue} and the
 * entries of an any-getter, and refuses types that write themselves. It must be the
 * primary introspector: a secondary one is not asked where {@code @JsonSerialize} already
 * names a serializer.
 */
class MaskingAnnotationIntrospector extends NopAnnotationIntrospector {

	private final transient MaskedMembers members;

	private final transient MaskableTypes maskable;

	private final transient MaskingModule module;

	MaskingAnnotationIntrospector(MaskedMembers members, MaskingModule module) {
		this.members = members;
		this.maskable = new MaskableTypes(members);
		this.module = module;
	}

	@Override
	public @Nullable Object findSerializer(MapperConfig<?> config, Annotated annotated) {
		if (annotated instanceof AnnotatedClass type) {
			this.maskable.checkType(config, type);
			return null;
		}
		if (annotated instanceof AnnotatedMember member) {
			AnnotationIntrospector all = config.getAnnotationIntrospector();
			if (Boolean.TRUE.equals(all.hasAnyGetter(config, member))) {
				return anyGetter(member);
			}
			if (Boolean.TRUE.equals(all.hasAsValue(config, member))) {
				MaskingRule rule = this.members.annotated(member);
				return (rule != null) ? new MaskingValueSerializer(member, rule, this.module, null) : null;
			}
		}
		return null;
	}

	private @Nullable Object anyGetter(AnnotatedMember member) {
		MaskingRule rule = this.members.annotated(member);
		return (rule != null || this.module.rules().hasTreeRules())
				? new MaskingAnyGetterSerializer(member.getType(), rule, member.getName(), this.module) : null;
	}

}
