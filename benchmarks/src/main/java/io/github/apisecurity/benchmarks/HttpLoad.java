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

package io.github.apisecurity.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends the same requests over a number of connections from one thread: each as soon as
 * the one before it is answered, or so many in a second.
 */
final class HttpLoad {

	private static final int CONNECTIONS = 32;

	private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final InetSocketAddress address;

	private final List<byte[]> requests;

	private final boolean anyStatus;

	private final Set<String> statuses = new TreeSet<>();

	private int next;

	HttpLoad(InetSocketAddress address, List<byte[]> requests) {
		this(address, requests, false);
	}

	HttpLoad(InetSocketAddress address, List<byte[]> requests, boolean anyStatus) {
		this.address = address;
		this.requests = requests;
		this.anyStatus = anyStatus;
	}

	/**
	 * Send requests, each as soon as its connection is free.
	 * @param millis for how long
	 * @param latencies where to count the answers
	 * @return the number of answers
	 * @throws IOException if an answer is not the expected one
	 */
	long run(long millis, LatencyHistogram latencies) throws IOException {
		return run(millis, 0, latencies);
	}

	/**
	 * Send so many requests in a second. A request that waits for a connection is late
	 * from the moment on at which it should have been sent.
	 * @param millis for how long
	 * @param perSecond the requests per second, as many as are answered when zero
	 * @param latencies where to count the answers
	 * @return the number of answers
	 * @throws IOException if an answer is not the expected one
	 */
	long run(long millis, int perSecond, LatencyHistogram latencies) throws IOException {
		long answers = 0;
		try (Selector selector = Selector.open()) {
			Deque<Connection> idle = new ArrayDeque<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				idle.add(open(selector));
			}
			long interval = (perSecond > 0) ? 1_000_000_000 / perSecond : 0;
			long due = System.nanoTime();
			long end = due + millis * 1_000_000;
			while (true) {
				long now = System.nanoTime();
				while (!idle.isEmpty() && now >= due && now < end) {
					send(idle.remove(), (interval > 0) ? due : System.nanoTime());
					due += interval;
				}
				if (now >= end && idle.size() == CONNECTIONS) {
					break;
				}
				boolean early = interval > 0 && !idle.isEmpty() && now < end;
				if (selector.select(early ? Math.max(1, (due - now) / 1_000_000) : 10_000) == 0 && !early) {
					throw new IOException("No answer within ten seconds from " + this.address);
				}
				for (SelectionKey key : selector.selectedKeys()) {
					Connection connection = (Connection) key.attachment();
					if (connection.answered()) {
						latencies.record(System.nanoTime() - connection.sent);
						answers++;
						check(connection);
						if (connection.last()) {
							connection.channel.close();
							connection = open(selector);
						}
						idle.add(connection);
					}
				}
				selector.selectedKeys().clear();
			}
			for (Connection connection : idle) {
				connection.channel.close();
			}
		}
		return answers;
	}

	private Connection open(Selector selector) throws IOException {
		Connection connection = new Connection(SocketChannel.open(this.address));
		connection.channel.configureBlocking(false);
		connection.channel.register(selector, SelectionKey.OP_READ, connection);
		return connection;
	}

	private void check(Connection connection) throws IOException {
		String status = connection.header(9, 12);
		if (this.statuses.add(status) && !this.anyStatus && !status.equals("200")) {
			throw new IOException("Refused: " + connection.header(0, connection.answer.position()));
		}
	}

	private void send(Connection connection, long time) throws IOException {
		ByteBuffer request = ByteBuffer.wrap(this.requests.get(this.next));
		this.next = (this.next + 1) % this.requests.size();
		connection.answer.clear();
		connection.sent = time;
		while (request.hasRemaining()) {
			connection.channel.write(request);
		}
	}

	/**
	 * Return what was answered so far.
	 * @return the statuses
	 */
	Set<String> statuses() {
		return this.statuses;
	}

	/**
	 * Send the first request and return what is answered.
	 * @return the answer with its headers
	 * @throws IOException if it is not 200
	 */
	String first() throws IOException {
		Connection connection = new Connection(SocketChannel.open(this.address));
		try (connection.channel) {
			this.next = 0;
			send(connection, System.nanoTime());
			while (!connection.answered()) {
				Thread.onSpinWait();
			}
			check(connection);
			return new String(connection.answer.array(), 0, connection.answer.position(), StandardCharsets.UTF_8);
		}
	}

	/**
	 * A connection with at most one request under way.
	 */
	private static final class Connection {

		private final SocketChannel channel;

		private final ByteBuffer answer = ByteBuffer.allocate(16384);

		private long sent;

		Connection(SocketChannel channel) {
			this.channel = channel;
		}

		boolean answered() throws IOException {
			if (this.channel.read(this.answer) < 0) {
				throw new IOException("Closed without an answer");
			}
			int length = this.answer.position();
			int body = end();
			if (body < 0) {
				return false;
			}
			int declared = header(0, body).toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
			if (declared >= 0) {
				String value = header(declared + 17, body);
				return length - body >= Integer.parseInt(value.substring(0, value.indexOf('\r')).trim());
			}
			return endsWith(LAST_CHUNK, length);
		}

		// Whether the server is about to close the connection.
		boolean last() {
			return header(0, end()).toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
		}

		private int end() {
			byte[] bytes = this.answer.array();
			for (int i = 4; i <= this.answer.position(); i++) {
				if (bytes[i - 1] == '\n' && bytes[i - 2] == '\r' && bytes[i - 3] == '\n') {
					return i;
				}
			}
			return -1;
		}

		private String header(int from, int to) {
			return new String(this.answer.array(), from, to - from, StandardCharsets.ISO_8859_1);
		}

		private boolean endsWith(byte[] suffix, int length) {
			return length >= suffix.length
					&& Arrays.equals(this.answer.array(), length - suffix.length, length, suffix, 0, suffix.length);
		}

	}

}
