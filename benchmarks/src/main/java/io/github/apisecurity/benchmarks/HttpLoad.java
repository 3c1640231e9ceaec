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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Sends the same requests over a number of connections, each as soon as the one before it
 * is answered, from one thread.
 */
final class HttpLoad {

	private static final int CONNECTIONS = 32;

	private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final InetSocketAddress address;

	private final List<byte[]> requests;

	private int next;

	HttpLoad(InetSocketAddress address, List<byte[]> requests) {
		this.address = address;
		this.requests = requests;
	}

	/**
	 * Send requests.
	 * @param millis for how long
	 * @param latencies where to count the answers
	 * @return the number of answers
	 * @throws IOException if an answer is not 200
	 */
	long run(long millis, LatencyHistogram latencies) throws IOException {
		long answers = 0;
		try (Selector selector = Selector.open()) {
			for (int i = 0; i < CONNECTIONS; i++) {
				Connection connection = new Connection(SocketChannel.open(this.address));
				connection.channel.configureBlocking(false);
				connection.channel.register(selector, SelectionKey.OP_READ, connection);
				send(connection);
			}
			long end = System.nanoTime() + millis * 1_000_000;
			int open = CONNECTIONS;
			while (open > 0) {
				if (selector.select(10_000) == 0) {
					throw new IOException("No answer within ten seconds from " + this.address);
				}
				for (SelectionKey key : selector.selectedKeys()) {
					Connection connection = (Connection) key.attachment();
					if (connection.answered()) {
						long now = System.nanoTime();
						latencies.record(now - connection.sent);
						answers++;
						if (now < end) {
							send(connection);
						}
						else {
							connection.channel.close();
							open--;
						}
					}
				}
				selector.selectedKeys().clear();
			}
		}
		return answers;
	}

	private void send(Connection connection) throws IOException {
		ByteBuffer request = ByteBuffer.wrap(this.requests.get(this.next));
		this.next = (this.next + 1) % this.requests.size();
		connection.answer.clear();
		connection.sent = System.nanoTime();
		while (request.hasRemaining()) {
			connection.channel.write(request);
		}
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
			send(connection);
			while (!connection.answered()) {
				Thread.onSpinWait();
			}
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
			if (!header(0, 12).endsWith("200")) {
				throw new IOException("Refused: " + header(0, length));
			}
			int declared = header(0, body).toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
			if (declared >= 0) {
				String value = header(declared + 17, body);
				return length - body >= Integer.parseInt(value.substring(0, value.indexOf('\r')).trim());
			}
			return endsWith(LAST_CHUNK, length);
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
