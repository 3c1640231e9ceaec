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

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamContext;

/**
 * The rules that may apply to one property: one that always does, or those of paths that
 * end in its name.
 *
 * @param name the name of the property
 * @param rule the rule that always applies
 * @param paths the rules of paths
 * @since 0.1.0
 */
public record PropertyRules(String name, @Nullable MaskingRule rule, List<PathRule> paths) {

	/**
	 * Return the rule that applies at a place in a document: the first one whose path
	 * leads there. Where the generator does not know the place, whoever may see the value
	 * at one of the paths does not therefore see it at the others.
	 * @param object where the object is that has the property
	 * @param wrapped whether the document has one more object around it, which names its
	 * type
	 * @return the rule or {@code null} when the property is not masked there
	 */
	public @Nullable MaskingRule at(TokenStreamContext object, boolean wrapped) {
		if (this.rule != null) {
			return this.rule;
		}
		MaskingRule found = null;
		for (PathRule path : this.paths) {
			if (path.path().leadsTo(object, wrapped)) {
				found = (found != null) ? found.strictest(path.rule()) : path.rule();
				if (PathPattern.isKnown(object)) {
					return found;
				}
			}
		}
		return found;
	}

	/**
	 * Return the rule that applies where nothing is known of the place in a document.
	 * @return the rule
	 */
	public MaskingRule anywhere() {
		return all().stream().reduce(MaskingRule::strictest).orElseThrow();
	}

	/**
	 * Return all the rules.
	 * @return the rules
	 */
	public List<MaskingRule> all() {
		return (this.rule != null) ? List.of(this.rule) : this.paths.stream().map(PathRule::rule).toList();
	}

}
