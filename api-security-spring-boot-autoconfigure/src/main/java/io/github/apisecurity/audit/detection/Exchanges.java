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

package io.github.apisecurity.audit.detection;

import java.util.List;
import java.util.Set;

import io.github.apisecurity.audit.Caller;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventObserver;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.chain.AsyncCompletion;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.config.RareWarning;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Shows the rules the events of the audit trail, and what no event tells: paths that are
 * not there, tokens that move, and how much there is of everything.
 */
class Exchanges implements SecurityEventObserver {

	/**
	 * Whoever is refused for what was detected is not detected by that once more.
	 */
	private static final Set<String> OUR_REFUSALS = Set.of(DetectionFilter.BLOCKED, DetectionFilter.THROTTLED);

	private static final Log log = LogFactory.getLog(Exchanges.class);

	private final DetectionEngine engine;

	private final List<Traffic> traffic;

	private final RequestRules<Boolean> honeypots;

	private final ClientAddressResolver addressResolver;

	private final Routes routes;

	private final @Nullable TokenPlaces places;

	private final RareWarning warning = new RareWarning(log);

	Exchanges(DetectionEngine engine, List<Traffic> traffic, RequestRules<Boolean> honeypots,
			ClientAddressResolver addressResolver, Routes routes) {
		this.engine = engine;
		this.traffic = List.copyOf(traffic);
		this.honeypots = honeypots;
		this.addressResolver = addressResolver;
		this.routes = routes;
		this.places = (engine.counts(Signal.TOKEN_USED)) ? new TokenPlaces() : null;
	}

	@Override
	public boolean observes(SecurityEventType type) {
		return this.engine.counts(type.id());
	}

	@Override
	public void observe(SecurityEvent event) {
		if (!SecurityEventType.ACCESS_DENIED.equals(event.type()) || event.reason() == null
				|| !OUR_REFUSALS.contains(event.reason())) {
			this.engine.accept(signal(event));
		}
	}

	private Signal signal(SecurityEvent event) {
		return (this.engine.needsRoute(event.type().id())
				&& RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
						? Signal.of(event, this.routes.find(attributes.getRequest()), object(attributes.getRequest()))
						: Signal.of(event, null, (event.request() != null) ? event.request().path() : null);
	}

	// What is asked for may be named in the query, which is kept nowhere.
	private static String object(HttpServletRequest request) {
		String query = request.getQueryString();
		return request.getRequestURI() + ((query != null) ? "?" + Subject.id(query) : "");
	}

	/**
	 * Look at an answer, that of an asynchronous request when it is complete.
	 * @param request the request
	 * @param response the answer
	 */
	void done(HttpServletRequest request, HttpServletResponse response) {
		Caller caller = caller();
		AsyncCompletion.of(request, () -> look(request, response.getStatus(), caller));
	}

	private void look(HttpServletRequest request, int status, Caller caller) {
		try {
			if (status >= 400 && status <= 405) {
				failed(request, status, caller);
			}
			if (this.places != null && caller.tokenId() != null
					&& this.places.moved(caller.tokenId(), place(request))) {
				this.engine.accept(signal(request, Signal.TOKEN_USED, caller));
			}
			for (Traffic traffic : this.traffic) {
				count(request, caller, traffic);
			}
		}
		catch (RuntimeException ex) {
			// The answer is on its way, and a message may hold what was sent.
			this.warning.warn(() -> "A request could not be looked at for attacks, nor may others be: "
					+ ex.getClass().getName() + ". More is logged at DEBUG");
			log.debug("A request could not be looked at for attacks", ex);
		}
	}

	private void failed(HttpServletRequest request, int status, Caller caller) {
		if (this.honeypots.first(request) != null && this.routes.find(request) == null) {
			this.engine.accept(signal(request, Signal.HONEYPOT, caller));
		}
		// Not everybody is told that there is nothing.
		else if (status == 404 || status == 403 || (status == 401 && caller.name() == null)) {
			boolean found = this.routes.find(request) != null;
			if (!found || status == 404) {
				this.engine.accept(signal(request, (found) ? Signal.OBJECT_NOT_FOUND : Signal.PATH_NOT_FOUND, caller));
			}
		}
	}

	private static int place(HttpServletRequest request) {
		return request.getRemoteAddr().hashCode() + hash(request, "X-Forwarded-For") + hash(request, "Forwarded");
	}

	private static int hash(HttpServletRequest request, String header) {
		try {
			String value = request.getHeader(header);
			return (value != null) ? value.hashCode() : 0;
		}
		catch (RequestRejectedException ex) {
			// The firewall refuses the value whenever it is read, and repeats it.
			return 0;
		}
	}

	private void count(HttpServletRequest request, Caller caller, Traffic traffic) {
		Field field = traffic.rule().key().get(0);
		String key = (field == Field.ROUTE) ? Routes.chosen(request) : signal(request, "", caller).value(field);
		int requests = (key != null) ? traffic.usual().count(key) : 0;
		if (requests > 0) {
			this.engine.exceeded(traffic.rule(), signal(request, Signal.REQUEST, caller), requests);
		}
	}

	/**
	 * Return the signal of a request that has just come.
	 * @param request the request
	 * @return the signal
	 * @throws ProblemException when the request contradicts itself about its address,
	 * since one that nobody has blocked would be the more trusted one
	 */
	Signal signal(HttpServletRequest request) {
		this.addressResolver.resolve(request);
		return signal(request, "", caller());
	}

	private Signal signal(HttpServletRequest request, String event, Caller caller) {
		String name = caller.qualifiedName();
		return new Signal(event, null, name, name, this.addressResolver.resolveOrUnknown(request), caller.tokenId(),
				this.engine.needsRoute(event) ? this.routes.find(request) : null,
				event.equals(Signal.OBJECT_NOT_FOUND) ? object(request) : request.getRequestURI());
	}

	/**
	 * Return the signal of a login.
	 * @param request the request
	 * @param name the name that was given
	 * @param refuses whether it may be refused for the signal
	 * @return the signal
	 * @throws ProblemException when the request contradicts itself about its address, and
	 * it may be refused
	 */
	Signal attempt(HttpServletRequest request, String name, boolean refuses) {
		String address = (refuses) ? this.addressResolver.resolve(request)
				: this.addressResolver.resolveOrUnknown(request);
		return new Signal(Signal.REQUEST, null, Signal.fold(name), null, address, null, null, request.getRequestURI());
	}

	private static Caller caller() {
		return Caller.of(SecurityContextHolder.getContext().getAuthentication());
	}

	/**
	 * A rule about the amount of requests.
	 *
	 * @param rule the rule
	 * @param usual what is usual
	 */
	record Traffic(DetectionRule rule, UsualTraffic usual) {

	}

}
