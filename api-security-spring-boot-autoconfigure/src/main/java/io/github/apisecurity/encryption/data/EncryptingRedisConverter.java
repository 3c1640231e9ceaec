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

package io.github.apisecurity.encryption.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.encryption.DecryptionException;
import io.github.apisecurity.encryption.DecryptionException.Reason;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.jpa.Encrypted;
import io.github.apisecurity.encryption.jpa.EncryptedTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.convert.ConversionException;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.redis.core.PartialUpdate;
import org.springframework.data.redis.core.convert.Bucket;
import org.springframework.data.redis.core.convert.DefaultRedisTypeMapper;
import org.springframework.data.redis.core.convert.RedisConverter;
import org.springframework.data.redis.core.convert.RedisData;
import org.springframework.data.redis.core.convert.RedisTypeMapper;
import org.springframework.data.redis.core.mapping.RedisPersistentEntity;
import org.springframework.data.redis.core.mapping.RedisPersistentProperty;
import org.springframework.util.Assert;

/**
 * Encrypts the fields of hashes that Spring Data Redis makes of
 * {@link Encrypted @Encrypted} properties, whatever their type is.
 *
 * @param delegate converts
 * @param types tells the classes of what is stored
 * @param cipher encrypts
 * @param check refuses what cannot be encrypted
 * @param publisher the audit trail
 */
record EncryptingRedisConverter(RedisConverter delegate, RedisTypeMapper types, ObjectProvider<FieldCipher> cipher,
		ObjectProvider<AggregateCheck> check, ObjectProvider<SecurityEventPublisher> publisher) {

	private static final Pattern STEP = Pattern.compile("\\[[^]]*]|[^.\\[]+");

	private static final String TYPE = DefaultRedisTypeMapper.DEFAULT_TYPE_KEY;

	static EncryptingRedisConverter of(RedisConverter delegate, @Nullable ClassLoader loader,
			ObjectProvider<FieldCipher> cipher, ObjectProvider<AggregateCheck> check,
			ObjectProvider<SecurityEventPublisher> publisher) {
		DefaultRedisTypeMapper types = new DefaultRedisTypeMapper(TYPE, delegate.getMappingContext());
		// It remembers what it does not find, and that of the thread need not see it.
		if (loader != null) {
			types.setBeanClassLoader(loader);
		}
		return new EncryptingRedisConverter(delegate, types, cipher, check, publisher);
	}

	void write(Object source, RedisData sink) {
		this.delegate.write(source, sink);
		convert(AttributeCipher.ENCRYPT,
				(source instanceof PartialUpdate<?> update) ? update.getTarget() : source.getClass(), sink.getBucket());
	}

	Object read(Class<?> type, RedisData source) {
		List<EncryptedColumn> decrypted = convert(AttributeCipher.DECRYPT, type, source.getBucket());
		try {
			return this.delegate.read(type, source);
		}
		catch (ConversionException ex) {
			if (decrypted.isEmpty()) {
				throw ex;
			}
			// Its message quotes the value, and does not tell the property.
			EncryptedColumn column = new EncryptedColumn(decrypted.get(0).entity(),
					decrypted.stream().map(EncryptedColumn::name).collect(Collectors.joining(" or ")));
			this.publisher.getObject()
				.publish(SecurityEventType.DECRYPTION_FAILED, "no_value", Map.of("column", column.toString()));
			throw new DecryptionException(Reason.NO_VALUE, column, null);
		}
	}

	private List<EncryptedColumn> convert(AttributeCipher direction, Class<?> type, Bucket bucket) {
		Class<?> root = type(bucket, "", type);
		List<EncryptedColumn> columns = new ArrayList<>();
		if (bucket.keySet()
			.stream()
			.filter((key) -> key.endsWith("." + TYPE))
			.map((key) -> type(bucket, key.substring(0, key.length() - TYPE.length() - 1), Object.class))
			.anyMatch(EncryptedTypes::isEncrypted) || EncryptedTypes.isEncrypted(root)) {
			this.check.getObject().checkOnce(this.delegate.getMappingContext(), root);
			for (String key : List.copyOf(bucket.keySet())) {
				byte[] stored = bucket.get(key);
				if (stored != null && !key.equals(TYPE) && !key.endsWith("." + TYPE)) {
					EncryptedColumn column = convert(direction, root, bucket, key, stored);
					if (column != null) {
						columns.add(column);
					}
				}
			}
		}
		return columns;
	}

	private @Nullable EncryptedColumn convert(AttributeCipher direction, Class<?> root, Bucket bucket, String key,
			byte[] stored) {
		Class<?> type = root;
		String path = "";
		List<String> names = new ArrayList<>();
		for (String step : STEP.matcher(key).results().map(MatchResult::group).toList()) {
			String parent = path;
			path = path.isEmpty() ? step : path + "." + step;
			if (!step.startsWith("[")) {
				RedisPersistentEntity<?> entity = this.delegate.getMappingContext().getPersistentEntity(type);
				RedisPersistentProperty property = (entity != null) ? entity.getPersistentProperty(step) : null;
				if (property == null) {
					refuseIf(direction == AttributeCipher.ENCRYPT, root);
					return null;
				}
				names.add(step);
				Encrypted annotation = property.findAnnotation(Encrypted.class);
				if (annotation != null) {
					String siblings = parent.isEmpty() ? "" : parent + ".";
					EncryptedColumn column = column(annotation, root, names);
					// Of each byte a character: what is stored need not be text.
					String converted = direction.apply(this.cipher.getObject(), annotation, column,
							new String(stored, StandardCharsets.ISO_8859_1),
							(name) -> text(bucket.get(siblings + name)));
					if (converted != null) {
						bucket.put(key, converted.getBytes(StandardCharsets.ISO_8859_1));
					}
					else {
						bucket.remove(key);
					}
					return column;
				}
				type = property.getActualType();
			}
			type = type(bucket, path, type);
		}
		refuseIf(direction == AttributeCipher.ENCRYPT && EncryptedTypes.isEncrypted(type), root);
		return null;
	}

	private static void refuseIf(boolean refused, Class<?> root) {
		Assert.state(!refused, () -> "A field of " + root.getName() + " is not written, as it could be one that would "
				+ "be stored in clear: it is of no property, as with a converter, a list of lists, or a ']' in the key of "
				+ "a map");
	}

	private EncryptedColumn column(Encrypted annotation, Class<?> root, List<String> names) {
		return EncryptedColumn.of(annotation.name(),
				this.delegate.getMappingContext().getRequiredPersistentEntity(root).getRequiredKeySpace(),
				String.join("_", names));
	}

	// A property may have a value of a class that extends its own.
	private Class<?> type(Bucket bucket, String path, Class<?> declared) {
		return this.types.readType(bucket.getPropertyPath(path), TypeInformation.of(declared)).getType();
	}

	private static @Nullable String text(byte @Nullable [] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

}
