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

package io.github.apisecurity.sample;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Sends bytes and reads the answer, over one connection for as long as the server keeps
 * it open.
 */
final class FuzzConnection implements AutoCloseable {

	private static final int TIMEOUT = 20_000;

	private final int port;

	private @Nullable Socket socket;

	private @Nullable InputStream input;

	FuzzConnection(int port) {
		this.port = port;
	}

	Answer exchange(byte[] request, boolean head) throws IOException {
		boolean fresh = this.socket == null;
		try {
			return send(request, head);
		}
		catch (IOException ex) {
			close();
			if (fresh || ex instanceof java.net.SocketTimeoutException) {
				throw ex;
			}
			// The server may close a connection that is kept open, at any time.
			return send(request, head);
		}
	}

	private Answer send(byte[] request, boolean head) throws IOException {
		InputStream stream = connect();
		Socket connected = this.socket;
		if (connected == null) {
			throw new IOException("Not connected");
		}
		connected.getOutputStream().write(request);
		Answer answer = read(stream, head);
		if ("close".equalsIgnoreCase(answer.headers().get("Connection"))) {
			close();
		}
		return answer;
	}

	private InputStream connect() throws IOException {
		InputStream open = this.input;
		if (open != null) {
			return open;
		}
		Socket created = new Socket();
		created.setSoTimeout(TIMEOUT);
		created.setTcpNoDelay(true);
		created.connect(new InetSocketAddress("127.0.0.1", this.port), TIMEOUT);
		InputStream stream = new BufferedInputStream(created.getInputStream());
		this.socket = created;
		this.input = stream;
		return stream;
	}

	private static Answer read(InputStream input, boolean head) throws IOException {
		String statusLine = readLine(input);
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line = readLine(input); !line.isEmpty(); line = readLine(input)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
		}
		int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
		if (status == 100) {
			return read(input, head);
		}
		byte[] body = (head || status == 204 || status == 304) ? new byte[0] : readBody(input, headers);
		return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
	}

	private static byte[] readBody(InputStream input, Map<String, String> headers) throws IOException {
		String length = headers.get("Content-Length");
		if (length != null) {
			return input.readNBytes(Integer.parseInt(length));
		}
		if (!"chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
			return input.readAllBytes();
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int size = -1;
		while (size != 0) {
			size = Integer.parseInt(readLine(input).toLowerCase(Locale.ROOT), 16);
			body.write(input.readNBytes(size));
			readLine(input);
		}
		return body.toByteArray();
	}

	private static String readLine(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int character = input.read(); character != '\n'; character = input.read()) {
			if (character == -1) {
				throw new EOFException("The connection was closed after '" + line + "'");
			}
			if (character != '\r') {
				line.append((char) character);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		Socket open = this.socket;
		this.socket = null;
		this.input = null;
		if (open != null) {
			open.close();
		}
	}

	/**
	 * What came back.
	 *
	 * @param status the status
	 * @param headers the headers
	 * @param body the body
	 */
	record Answer(int status, Map<String, String> headers, String body) {
	}

}
