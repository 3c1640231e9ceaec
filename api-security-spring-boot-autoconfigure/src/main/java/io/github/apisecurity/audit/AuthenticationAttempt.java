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

package io.github.apisecurity.audit;

import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.ClassUtils;

/**
 * What is being authenticated on this thread. The event of a success has the name that
 * the store of users gave to it, and of some managers there is no event at all.
 *
 * @since 0.1.0
 */
public final class AuthenticationAttempt {

	private static final int MAX_NAME_LENGTH = 128;

	private static final ThreadLocal<@Nullable AuthenticationAttempt> current = new ThreadLocal<>();

	private final Authentication request;

	private boolean published;

	private @Nullable ProblemException refusal;

	private AuthenticationAttempt(Authentication request) {
		this.request = request;
	}

	/**
	 * Return the name and password that are looked at.
	 * @return what was typed, {@code null} when it is another credential, or nobody knows
	 */
	public static @Nullable Authentication login() {
		AuthenticationAttempt attempt = current.get();
		return (attempt != null && attempt.request instanceof UsernamePasswordAuthenticationToken login) ? login : null;
	}

	/**
	 * Return what an event tells of a credential that is refused. Of a form the principal
	 * is a name; elsewhere it may be the credential.
	 * @param refused what was typed
	 * @return the details, none when there is no name
	 */
	public static Map<String, Object> details(Authentication refused) {
		return (refused.getClass() == UsernamePasswordAuthenticationToken.class
				&& refused.getPrincipal() instanceof String name && name.length() <= MAX_NAME_LENGTH)
						? Map.of("attempted_user", name) : Map.of();
	}

	/**
	 * Return the token that is looked at, whatever the application makes of it.
	 * @return the token, {@code null} when it is another credential, or nobody knows
	 */
	static @Nullable String token() {
		AuthenticationAttempt attempt = current.get();
		return (attempt != null) ? TokenClaims.value(attempt.request) : null;
	}

	/**
	 * Refuse the attempt, also where an application ignores what its listeners throw.
	 * @param refusal how it is refused
	 * @return the refusal
	 */
	public static ProblemException refuse(ProblemException refusal) {
		AuthenticationAttempt attempt = current.get();
		if (attempt != null) {
			attempt.refusal = refusal;
		}
		return refusal;
	}

	static void published() {
		AuthenticationAttempt attempt = current.get();
		if (attempt != null) {
			attempt.published = true;
		}
	}

	private static Authentication make(AuthenticationManager manager, Authentication request,
			Supplier<@Nullable AuthenticationEventPublisher> publisher) {
		AuthenticationAttempt outer = current.get();
		if (outer != null && outer.request == request) {
			return manager.authenticate(request);
		}
		AuthenticationAttempt attempt = new AuthenticationAttempt(request);
		current.set(attempt);
		try {
			return attempt.decide(manager, publisher);
		}
		finally {
			current.set(outer);
		}
	}

	private Authentication decide(AuthenticationManager manager,
			Supplier<@Nullable AuthenticationEventPublisher> publisher) {
		try {
			Authentication result = manager.authenticate(this.request);
			AuthenticationEventPublisher events = (this.published) ? null : publisher.get();
			if (events != null) {
				events.publishAuthenticationSuccess(result);
			}
			if (this.refusal != null) {
				throw this.refusal;
			}
			return result;
		}
		catch (AuthenticationException ex) {
			AuthenticationEventPublisher events = (this.published || ex instanceof ProviderNotFoundException) ? null
					: publisher.get();
			if (events != null) {
				events.publishAuthenticationFailure(ex, this.request);
			}
			throw (this.refusal != null) ? this.refusal : ex;
		}
	}

	/**
	 * Notes what the managers of Spring Security are asked, those of its builder as well
	 * as those that an application makes, which have no publisher of events.
	 *
	 * @param publisher publishes the events of managers that publish none
	 */
	record Managers(Supplier<@Nullable AuthenticationEventPublisher> publisher) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof ProviderManager manager) ? noted(manager) : bean;
		}

		AuthenticationManager noted(AuthenticationManager manager) {
			return (manager instanceof ProviderManager providers
					&& ClassUtils.getUserClass(manager) == ProviderManager.class)
							? new Manager(providers, this.publisher) : manager;
		}

	}

	/**
	 * A manager whose attempts are noted, which is what the application asks for.
	 */
	private static final class Manager extends ProviderManager {

		private final ProviderManager delegate;

		private final Supplier<@Nullable AuthenticationEventPublisher> publisher;

		Manager(ProviderManager delegate, Supplier<@Nullable AuthenticationEventPublisher> publisher) {
			super(delegate.getProviders(), delegate);
			this.delegate = delegate;
			this.publisher = publisher;
		}

		@Override
		public Authentication authenticate(Authentication request) {
			return make(this.delegate, request, this.publisher);
		}

		@Override
		public void setAuthenticationEventPublisher(AuthenticationEventPublisher eventPublisher) {
			this.delegate.setAuthenticationEventPublisher(eventPublisher);
		}

		@Override
		public void setEraseCredentialsAfterAuthentication(boolean erase) {
			this.delegate.setEraseCredentialsAfterAuthentication(erase);
		}

		@Override
		public boolean isEraseCredentialsAfterAuthentication() {
			return this.delegate.isEraseCredentialsAfterAuthentication();
		}

	}

}
