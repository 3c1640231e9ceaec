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

package io.github.apisecurity;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 over a socket, for requests that a well-behaved client does not send.
 */
public final class RawHttpClient implements AutoCloseable {

	private static final int TIMEOUT = 20_000;

	private final Socket socket = new Socket();

	public RawHttpClient(int port) throws IOException {
		this.socket.setSoTimeout(TIMEOUT);
		this.socket.setTcpNoDelay(true);
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
	}

	public static Response send(int port, String request) throws IOException {
		try (RawHttpClient client = new RawHttpClient(port)) {
			client.write(request.getBytes(StandardCharsets.UTF_8));
			return client.read(request.startsWith("HEAD "));
		}
	}

	public void write(byte[] bytes) throws IOException {
		OutputStream output = this.socket.getOutputStream();
		output.write(bytes);
		output.flush();
	}

	/**
	 * Write a piece again and again, until the server has answered or closed.
	 * @param piece the piece
	 * @param times how often at most
	 * @return whether all was written
	 */
	public boolean flood(byte[] piece, int times) {
		try {
			for (int i = 0; i < times; i++) {
				if (this.socket.getInputStream().available() > 0) {
					return false;
				}
				write(piece);
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	public Response read(boolean head) throws IOException {
		InputStream input = this.socket.getInputStream();
		int status = Integer.parseInt(readLine(input).split(" ", 3)[1]);
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line = readLine(input); !line.isEmpty(); line = readLine(input)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
		}
		boolean empty = head || status == 204 || status == 304 || status < 200;
		byte[] body = (empty) ? new byte[0] : readBody(input, headers);
		return new Response(status, headers, new String(body, StandardCharsets.UTF_8));
	}

	/**
	 * Wait until the server has closed, with which a request has ended there as well.
	 */
	public void awaitEnd() throws IOException {
		this.socket.getInputStream().readAllBytes();
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
			size = Integer.parseInt(readLine(input), 16);
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
		this.socket.close();
	}

	/**
	 * What came back.
	 *
	 * @param status the status
	 * @param headers the headers
	 * @param body the body
	 */
	public record Response(int status, Map<String, String> headers, String body) {

	}

}
