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

package io.github.apisecurity.chain;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The requests that a rule is for: a path pattern and methods. The pattern is relative to
 * the dispatcher servlet, so that neither the context path nor
 * {@code spring.mvc.servlet.path} is written. One that begins with {@code context:} is
 * relative to the context path, which reaches every servlet. Made once, at start-up, by
 * {@link RequestRuleFactory}.
 *
 * @since 0.1.0
 */
public final class RequestRule {

	private static final String CONTEXT = "context:";

	private static final Set<String> METHODS = Arrays.stream(HttpMethod.values())
		.map(HttpMethod::name)
		.collect(Collectors.toCollection(TreeSet::new));

	private static final Pattern ANY_SEGMENT = Pattern.compile("\\*|\\{[^*:{}]+}");

	private static final Pattern LITERAL_SEGMENT = Pattern.compile("[^*?{}\\\\]+");

	private static final String PATH = RequestRule.class.getName() + ".path";

	private final String key;

	private final String written;

	private final PathPattern pattern;

	private final List<String> segments;

	private final Set<String> methods;

	private RequestRule(String key, String written, PathPattern pattern, Set<String> methods) {
		this.key = key;
		this.written = written;
		this.pattern = pattern;
		this.segments = List.of(pattern.getPatternString().substring(1).split("/", -1));
		this.methods = methods;
	}

	static RequestRule of(String servletPath, String key, @Nullable String pattern, Collection<String> methods) {
		Set<String> names = new TreeSet<>();
		methods.forEach((method) -> names.add(method(key + ".methods", method)));
		// Spring MVC answers HEAD with the handler of GET.
		if (names.contains("GET")) {
			names.add("HEAD");
		}
		return new RequestRule(key, String.valueOf(pattern), pattern(servletPath, key + ".pattern", pattern),
				Set.copyOf(names));
	}

	static RequestRule endpoint(String servletPath, String pattern, String method) {
		String path = (pattern.startsWith(CONTEXT)) ? pattern.substring(CONTEXT.length()) : servletPath + pattern;
		return new RequestRule("", pattern, endpointPattern(path), Set.of(method));
	}

	private static PathPattern endpointPattern(String path) {
		try {
			return PathPatternParser.defaultInstance.parse(path);
		}
		catch (PatternParseException ex) {
			// Written for another matcher: all below what is literal.
			Matcher literal = LITERAL_SEGMENT.matcher(path);
			String prefix = literal.lookingAt() ? literal.group() : "/";
			return PathPatternParser.defaultInstance.parse(prefix.substring(0, prefix.lastIndexOf('/') + 1) + "**");
		}
	}

	/**
	 * Return whether a name stands for itself in a pattern.
	 * @param name the name
	 * @return whether it does
	 */
	public static boolean isLiteral(String name) {
		return LITERAL_SEGMENT.matcher(name).matches();
	}

	/**
	 * Return the name of a method.
	 * @param key the name of the property that has it
	 * @param method the method as written
	 * @return the name as requests have it
	 * @throws InvalidConfigurationPropertyValueException if there is no such method
	 */
	public static String method(String key, String method) {
		String name = method.toUpperCase(Locale.ROOT);
		PropertyValue.refuseIf(!METHODS.contains(name), key, method, "Use one of " + METHODS + ".");
		return name;
	}

	private static PathPattern pattern(String servletPath, String key, @Nullable String written) {
		String text = (written != null) ? written : "";
		boolean context = text.startsWith(CONTEXT);
		String pattern = (context) ? text.substring(CONTEXT.length()) : text;
		PropertyValue.refuseIf(written == null, key, written,
				"Every rule has a pattern, such as '/api/**'. A list is taken from one property source as a whole: one that "
						+ "sets part of a rule, as an environment variable or argument does, replaces all rules of the others.");
		PropertyValue.refuseIf(!pattern.startsWith("/"), key, written,
				"Use a path pattern that starts with a slash, such as '/api/**'.");
		PropertyValue.refuseIf(!context && !servletPath.isEmpty() && (pattern + "/").startsWith(servletPath + "/"), key,
				written,
				"Patterns are relative to the dispatcher servlet at '" + servletPath + "'. Leave that out, or write '"
						+ CONTEXT + pattern + "' for a pattern that is relative to the context path.");
		try {
			return PathPatternParser.defaultInstance.parse((context) ? pattern : servletPath + pattern);
		}
		catch (PatternParseException ex) {
			throw new InvalidConfigurationPropertyValueException(key, written,
					ex.getMessage() + ". Use a path pattern, such as '/api/**'.", ex);
		}
	}

	void checkServlet(String servletPath, String mapping) {
		PropertyValue.refuseIf((this.written + "/").startsWith(mapping.replace("*", "").replaceFirst("/$", "") + "/"),
				this.key + ".pattern", this.written,
				"Patterns are relative to the dispatcher servlet at '" + servletPath
						+ "', and there is another servlet at '" + mapping + "'. Write '" + CONTEXT + this.written
						+ "' for that one, or '" + CONTEXT + servletPath + this.written + "'.");
	}

	/**
	 * Return whether the rule is for a request.
	 * @param request the request
	 * @return whether path and method match
	 */
	public boolean matches(HttpServletRequest request) {
		return matches(request.getMethod(), path(request));
	}

	boolean matches(String method, PathContainer path) {
		return (this.methods.isEmpty() || this.methods.contains(method)) && this.pattern.matches(path);
	}

	// The path below the context path, parsed once per request.
	static PathContainer path(HttpServletRequest request) {
		String uri = (request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) instanceof String included
				&& request.getDispatcherType() == DispatcherType.INCLUDE) ? included : request.getRequestURI();
		if (request.getAttribute(PATH) instanceof ParsedPath parsed && parsed.uri().equals(uri)) {
			return parsed.path();
		}
		Assert.notNull(uri, "What the server could not read has no path");
		// The one that Spring keeps is that of an earlier dispatch at times.
		RequestPath path = (request.getAttribute(ServletRequestPathUtils.PATH_ATTRIBUTE) instanceof RequestPath known
				&& known.value().equals(uri)) ? known : RequestPath.parse(uri, request.getContextPath());
		PathContainer pathInContext = path.subPath(path.contextPath().elements().size());
		request.setAttribute(PATH, new ParsedPath(uri, pathInContext));
		return pathInContext;
	}

	/**
	 * Return whether every request of another rule is one of this rule.
	 * @param other the other rule
	 * @return whether it is, {@code false} when that cannot be told
	 */
	public boolean covers(RequestRule other) {
		if (!this.methods.isEmpty() && (other.methods.isEmpty() || !this.methods.containsAll(other.methods))) {
			return false;
		}
		List<String> ours = this.segments;
		List<String> others = other.segments;
		for (int i = 0; i < ours.size(); i++) {
			String segment = ours.get(i);
			if (isAnySuffix(segment)) {
				return i == ours.size() - 1;
			}
			if (i >= others.size() || !(segment.equals(others.get(i)) || isAny(segment) && isOne(others.get(i)))) {
				return false;
			}
		}
		return ours.size() == others.size();
	}

	/**
	 * Return whether some request may be one of this rule and of another.
	 * @param other the other rule
	 * @return whether it may, {@code true} when that cannot be told
	 */
	public boolean meets(RequestRule other) {
		if (!this.methods.isEmpty() && !other.methods.isEmpty() && Collections.disjoint(this.methods, other.methods)) {
			return false;
		}
		if (other.isLiteral()) {
			return this.pattern.matches(PathContainer.parsePath(other.pattern.getPatternString()));
		}
		return (isLiteral()) ? other.meets(this) : meets(this.segments, other.segments);
	}

	// Those below a servlet, none when the rule is for others.
	List<String> segments(String servletPath) {
		List<String> servlet = (servletPath.isEmpty()) ? List.of() : List.of(servletPath.substring(1).split("/"));
		return (this.segments.size() > servlet.size() && this.segments.subList(0, servlet.size()).equals(servlet))
				? this.segments.subList(servlet.size(), this.segments.size()) : List.of();
	}

	boolean isEveryPath() {
		return this.segments.size() == 1 && isAnySuffix(this.segments.get(0));
	}

	private boolean isLiteral() {
		return this.segments.stream()
			.allMatch((segment) -> segment.isEmpty() || LITERAL_SEGMENT.matcher(segment).matches());
	}

	private static boolean meets(List<String> ours, List<String> others) {
		if (ours.isEmpty() || others.isEmpty()) {
			List<String> rest = (ours.isEmpty()) ? others : ours;
			return rest.isEmpty() || isAnySuffix(rest.get(0));
		}
		String our = ours.get(0);
		String other = others.get(0);
		if (!isOne(our) || !isOne(other)) {
			return true;
		}
		boolean literals = LITERAL_SEGMENT.matcher(our).matches() && LITERAL_SEGMENT.matcher(other).matches();
		return (!literals || our.equals(other))
				&& meets(ours.subList(1, ours.size()), others.subList(1, others.size()));
	}

	private static boolean isAnySuffix(String segment) {
		return segment.equals("**") || segment.startsWith("{*");
	}

	private static boolean isAny(String segment) {
		return ANY_SEGMENT.matcher(segment).matches();
	}

	private static boolean isOne(String segment) {
		return !segment.isEmpty() && !segment.contains("**") && !segment.startsWith("{*")
				&& StringUtils.countOccurrencesOf(segment, "{") == StringUtils.countOccurrencesOf(segment, "}");
	}

	// Whether every path that matches has a segment there, which the last '*' may lack.
	boolean hasOneSegment(int index) {
		return index < this.segments.size() && isOne(this.segments.get(index))
				&& (index < this.segments.size() - 1 || literal(index) != null);
	}

	// That segment, or null where paths may differ.
	@Nullable String literal(int index) {
		String segment = this.segments.get(index);
		return LITERAL_SEGMENT.matcher(segment).matches() ? segment : null;
	}

	/**
	 * Return the HTTP methods of these requests.
	 * @return the methods, all when empty
	 */
	public Set<String> methods() {
		return this.methods;
	}

	/**
	 * Return one of the paths of these requests, where the pattern has no other
	 * expressions than names and wildcards.
	 * @return the path below the context path
	 */
	public String examplePath() {
		return this.segments.stream()
			.filter((segment) -> !isAnySuffix(segment))
			.map((segment) -> LITERAL_SEGMENT.matcher(segment).matches() ? segment
					: segment.replaceAll("\\{[^}]*}|[*?]", "1"))
			.collect(Collectors.joining("/", "/", ""));
	}

	/**
	 * Return the name of the property that has the rule.
	 * @return the name
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Return the rule as an operator reads it.
	 * @return the rule by its properties
	 */
	public Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("pattern", this.written);
		if (!this.methods.isEmpty()) {
			description.put("methods", this.methods.stream().sorted().toList());
		}
		return description;
	}

	@Override
	public String toString() {
		return this.written;
	}

	private record ParsedPath(String uri, PathContainer path) {

	}

}
