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

package io.github.apisecurity.encryption.jpa;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.annotations.OptimisticLockType;
import org.hibernate.annotations.OptimisticLocking;
import org.hibernate.annotations.SQLOrder;
import org.hibernate.annotations.SourceType;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.cfg.Configuration;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Encrypted @Encrypted} where Hibernate does not read it, or the
 * database would work with envelopes.
 */
class RefusedMappingTests {

	@ParameterizedTest
	@ValueSource(classes = { OnGetter.class, OnField.class, OnEmbedded.class, OnEmbeddables.class, OnAssociation.class,
			OnInherited.class, OnPart.class, OnElement.class, Converted.class })
	void whenHibernateDoesNotReadTheAnnotationStops(Class<?> entity) {
		assertThatException().isThrownBy(() -> TestSessions.create("unread", entity, Plain.class).close())
			.withStackTraceContaining("would be stored in clear");
	}

	@Test
	void whenHibernateDoesNotReadTheAnnotationAndThereIsNoKeyStops() {
		Configuration configuration = new Configuration().addAnnotatedClasses(OnGetter.class)
			.setProperty("hibernate.connection.url", "jdbc:h2:mem:unread");
		assertThatException().isThrownBy(() -> configuration.buildSessionFactory().close())
			.withStackTraceContaining("would be stored in clear");
	}

	@ParameterizedTest
	@ValueSource(classes = { Unique.class, UniqueTogether.class, UniqueIndex.class, UniqueElements.class })
	void whenValuesAreToBeUniqueStops(Class<?> entity) {
		assertThatException().isThrownBy(() -> TestSessions.create("unique", entity).close())
			.withStackTraceContaining("unique");
	}

	@ParameterizedTest
	@ValueSource(classes = { Ordered.class, OrderedInSql.class, OrderedElements.class, OrderedMany.class,
			OrderedByPart.class })
	void whenCollectionIsInTheOrderOfTheirValuesStops(Class<?> entity) {
		assertThatException().isThrownBy(() -> TestSessions.create("ordered", entity, Member.class).close())
			.withStackTraceContaining("order");
	}

	@ParameterizedTest
	@ValueSource(classes = { LockedByAll.class, LockedByChanged.class })
	void whenVersionIsAllValuesStops(Class<?> entity) {
		assertThatException().isThrownBy(() -> TestSessions.create("locked", entity).close())
			.withStackTraceContaining("OptimisticLock");
	}

	@ParameterizedTest
	@ValueSource(classes = { InJson.class, InJsonList.class, InSealed.class, InConverted.class,
			InConvertedElement.class, InConvertedGetter.class, InAggregate.class })
	void whenAnObjectIsStoredAsOneValueWithWhatIsEncryptedInItStops(Class<?> entity) {
		assertThatException().isThrownBy(() -> TestSessions.create("one", entity).close())
			.withStackTraceContaining("stored as one value");
	}

	@ParameterizedTest
	@ValueSource(classes = { InKey.class, InKeyOfMap.class })
	void whenPartOfAKeyIsEncryptedStops(Class<?> entity) {
		assertThatException().isThrownBy(() -> TestSessions.create("keys", entity).close())
			.withStackTraceContaining("found by their key");
	}

	@Test
	void whenPartOfAnElementIsEncryptedStops() {
		assertThatException().isThrownBy(() -> TestSessions.create("parts", InElements.class).close())
			.withStackTraceContaining("a table and key of its own");
	}

	@ParameterizedTest
	@ValueSource(classes = { GeneratedInMemory.class, GeneratedByDatabase.class })
	void whenHibernateMakesTheValueStops(Class<?> entity) {
		assertThatException().isThrownBy(() -> TestSessions.create("generated", entity).close())
			.withStackTraceContaining("is generated");
	}

	@ParameterizedTest
	@CsvSource({ "Lazy, lazy", "NeverNull, able to be null", "Undotted, table.column", "OfPadded, known by its text",
			"OfDefinedPadded, known by its text" })
	void whenAttributeCannotBeEncryptedStops(String name, String message) throws ClassNotFoundException {
		Class<?> entity = Class.forName(getClass().getName() + "$" + name);
		assertThatException().isThrownBy(() -> TestSessions.create("refused", entity))
			.withStackTraceContaining(message);
	}

	@ParameterizedTest
	@ValueSource(classes = { LockedByOthers.class, OrderedByName.class, UniqueBeside.class, KeyedByEntity.class })
	void whenOnlyOtherAttributesAreMeantStarts(Class<?> entity) {
		assertThatNoException().isThrownBy(() -> TestSessions.create("beside", entity, Member.class).close());
	}

	@Test
	void whenConverterIsForAllAttributesButThisStarts() {
		assertThatException()
			.isThrownBy(() -> TestSessions.create("converter", ConvertedByAll.class, TrimmedAll.class).close())
			.withStackTraceContaining("disableConversion");
		assertThatNoException()
			.isThrownBy(() -> TestSessions.create("converter", NotConverted.class, TrimmedAll.class).close());
	}

	@Entity
	static class Plain {

		@Id
		int id;

	}

	@Entity
	static class OnGetter {

		@Id
		int id;

		private String nationalId;

		@Encrypted
		String getNationalId() {
			return this.nationalId;
		}

	}

	@Entity
	@Access(AccessType.PROPERTY)
	static class OnField {

		private int id;

		@Encrypted
		private String nationalId;

		@Id
		int getId() {
			return this.id;
		}

		void setId(int id) {
			this.id = id;
		}

		String getNationalId() {
			return this.nationalId;
		}

		void setNationalId(String nationalId) {
			this.nationalId = nationalId;
		}

	}

	@Embeddable
	static class Address {

		String street;

	}

	@Entity
	static class OnEmbedded {

		@Id
		int id;

		@Encrypted
		@Embedded
		Address home;

	}

	@Entity
	static class OnEmbeddables {

		@Id
		int id;

		@Encrypted
		@ElementCollection
		List<Address> homes;

	}

	@Entity
	static class OnAssociation {

		@Id
		int id;

		@Encrypted
		@ManyToOne
		Plain other;

	}

	@MappedSuperclass
	static class Inherited {

		private String nationalId;

		@Encrypted
		String getNationalId() {
			return this.nationalId;
		}

	}

	@Entity
	static class OnInherited extends Inherited {

		@Id
		int id;

	}

	@Embeddable
	static class Part {

		private String street;

		@Encrypted
		String getStreet() {
			return this.street;
		}

	}

	@Entity
	static class OnPart {

		@Id
		int id;

		@Embedded
		Part home;

	}

	@Entity
	static class OnElement {

		@Id
		int id;

		@ElementCollection
		List<Part> homes;

	}

	@Entity
	static class Unique {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		@Column(unique = true)
		String email;

	}

	@Entity
	@Table(uniqueConstraints = @UniqueConstraint(columnNames = { "country", "email" }))
	static class UniqueTogether {

		@Id
		int id;

		String country;

		@Encrypted
		@BlindIndex
		String email;

	}

	@Entity
	@Table(indexes = @Index(columnList = "email", unique = true))
	static class UniqueIndex {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String email;

	}

	@Entity
	static class UniqueElements {

		@Id
		int id;

		@Encrypted
		@ElementCollection
		@Column(unique = true)
		List<String> phones;

	}

	@Entity
	@Table(uniqueConstraints = @UniqueConstraint(columnNames = { "country", "email_index" }))
	static class UniqueBeside {

		@Id
		int id;

		@Column(unique = true)
		String country;

		@Encrypted
		@BlindIndex
		String email;

	}

	@Embeddable
	static class Home {

		@Encrypted
		String street;

	}

	@Entity
	static class Member {

		@Id
		int id;

		String name;

		@Encrypted
		@Column(name = "mail")
		String email;

		@Embedded
		Home home;

	}

	@Entity
	static class Ordered {

		@Id
		int id;

		@OneToMany
		@OrderBy("name, email desc")
		List<Member> members;

	}

	@Entity
	static class OrderedInSql {

		@Id
		int id;

		@OneToMany
		@SQLOrder("mail")
		List<Member> members;

	}

	@Entity
	static class OrderedMany {

		@Id
		int id;

		@ManyToMany
		@OrderBy("email")
		List<Member> members;

	}

	@Entity
	static class OrderedByPart {

		@Id
		int id;

		@OneToMany
		@OrderBy("home.street")
		List<Member> members;

	}

	@Entity
	static class OrderedElements {

		@Id
		int id;

		@Encrypted
		@ElementCollection
		@OrderBy
		List<String> phones;

	}

	@Entity
	static class OrderedByName {

		@Id
		int id;

		@OneToMany
		@OrderBy("name")
		List<Member> members;

	}

	@Entity
	@OptimisticLocking(type = OptimisticLockType.ALL)
	@DynamicUpdate
	static class LockedByAll {

		@Id
		int id;

		@Encrypted
		String email;

	}

	@Entity
	@OptimisticLocking(type = OptimisticLockType.DIRTY)
	@DynamicUpdate
	static class LockedByChanged {

		@Id
		int id;

		@Encrypted
		String email;

	}

	@Entity
	@OptimisticLocking(type = OptimisticLockType.ALL)
	@DynamicUpdate
	static class LockedByOthers {

		@Id
		int id;

		String name;

		@Encrypted
		@OptimisticLock(excluded = true)
		String email;

	}

	static class Branch {

		@Encrypted
		String street;

	}

	sealed interface Method permits Card {

	}

	record Card(@Encrypted String number) implements Method {

	}

	static class Wrapper<T> {

		T value;

	}

	@MappedSuperclass
	static class Document<T> {

		@Id
		int id;

		@JdbcTypeCode(SqlTypes.JSON)
		T body;

	}

	@Entity
	static class InJson extends Document<Wrapper<Branch>> {

	}

	@Entity
	static class InJsonList extends Document<Map<String, Optional<Branch>>> {

	}

	@Entity
	static class InSealed extends Document<Method> {

	}

	static class BranchConverter implements AttributeConverter<Branch, String> {

		@Override
		public String convertToDatabaseColumn(Branch branch) {
			return branch.street;
		}

		@Override
		public Branch convertToEntityAttribute(String stored) {
			return new Branch();
		}

	}

	@Entity
	static class InConverted {

		@Id
		int id;

		@Convert(converter = BranchConverter.class)
		Branch branch;

	}

	@Entity
	static class InConvertedElement {

		@Id
		int id;

		@ElementCollection
		@Convert(converter = BranchConverter.class)
		List<Branch> branches;

	}

	@Entity
	@Access(AccessType.PROPERTY)
	static class InConvertedGetter {

		private int id;

		private Branch value;

		@Id
		int getId() {
			return this.id;
		}

		void setId(int id) {
			this.id = id;
		}

		@Convert(converter = BranchConverter.class)
		Branch getBranch() {
			return this.value;
		}

		void setBranch(Branch branch) {
			this.value = branch;
		}

	}

	@Entity
	static class InAggregate {

		@Id
		int id;

		@JdbcTypeCode(SqlTypes.JSON)
		Flat flat;

	}

	@Embeddable
	static class Flat implements Serializable {

		@Embedded
		Home home;

	}

	@Entity
	static class InKey {

		@EmbeddedId
		Flat id;

	}

	@Entity
	static class InKeyOfMap {

		@Id
		int id;

		@ElementCollection
		Map<Home, String> names;

	}

	@Entity
	static class InElements {

		@Id
		int id;

		@ElementCollection
		List<Flat> flats;

	}

	@Entity
	static class KeyedByEntity {

		@Id
		int id;

		@ElementCollection
		Map<Member, String> names;

	}

	@Entity
	static class GeneratedInMemory {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		@UuidGenerator
		UUID token;

	}

	@Entity
	static class GeneratedByDatabase {

		@Id
		int id;

		@Encrypted
		@CurrentTimestamp(source = SourceType.DB)
		Instant written;

	}

	@Entity
	static class Lazy {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		@Basic(fetch = FetchType.LAZY)
		String nationalId;

	}

	static class Trimmed implements AttributeConverter<String, String> {

		@Override
		public String convertToDatabaseColumn(String value) {
			return value.trim();
		}

		@Override
		public String convertToEntityAttribute(String stored) {
			return stored;
		}

	}

	@Converter(autoApply = true)
	static class TrimmedAll extends Trimmed {

	}

	@Entity
	static class ConvertedByAll {

		@Id
		int id;

		@Encrypted
		String nationalId;

	}

	@Entity
	static class NotConverted {

		@Id
		int id;

		@Encrypted
		@Convert(disableConversion = true)
		String nationalId;

	}

	@Entity
	static class Converted {

		@Id
		int id;

		@Encrypted
		@Convert(converter = Trimmed.class)
		String nationalId;

	}

	@Entity
	static class Undotted {

		@Id
		int id;

		@Encrypted(name = "nationalId")
		String nationalId;

	}

	@Entity
	static class NeverNull {

		@Id
		String person;

		@Encrypted(subject = "person")
		@Column(nullable = false)
		String diagnosis;

	}

	@Entity
	static class OfPadded {

		@Id
		int id;

		@JdbcTypeCode(SqlTypes.CHAR)
		@Column(updatable = false, length = 10)
		String person;

		@Encrypted(subject = "person")
		String diagnosis;

	}

	@Entity
	static class OfDefinedPadded {

		@Id
		int id;

		@Column(updatable = false, columnDefinition = "char(10)")
		String person;

		@Encrypted(subject = "person")
		String diagnosis;

	}

}
