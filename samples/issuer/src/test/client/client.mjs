// A client of the issuer, with a library that nobody here wrote.
// usage: node client.mjs BASE before|after FILE LOAD_SECONDS
import * as client from 'openid-client';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { createPublicKey, verify } from 'node:crypto';

const [base, phase, file, seconds] = process.argv.slice(2);
const redirectUri = base + '/callback';
const config = await client.discovery(new URL(base), 'web', undefined, client.ClientSecretBasic('web-secret'),
	{ execute: [client.allowInsecureRequests] });
// With the keys that are published.
client.enableNonRepudiationChecks(config);

// What a browser does: cookies, redirects and the form of the login page.
function browser() {
	const cookies = new Map();
	return async (url, init = {}) => {
		const cookie = [...cookies].map(([name, value]) => name + '=' + value).join('; ');
		const response = await fetch(url, { ...init, redirect: 'manual', headers: { Accept: 'text/html', Cookie: cookie, ...init.headers } });
		for (const set of response.headers.getSetCookie()) {
			const [name, value] = set.split(';')[0].split('=');
			cookies.set(name, value);
		}
		return response;
	};
}
const location = (response) => new URL(response.headers.get('location'), base);

async function login(DPoP) {
	const browse = browser();
	const verifier = client.randomPKCECodeVerifier();
	const state = client.randomState();
	const url = client.buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope: 'openid', state,
		code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
	const loginPage = location(await browse(url));
	const csrf = /name="_csrf"[^>]*value="([^"]+)"/.exec(await (await browse(loginPage)).text())[1];
	let response = await browse(loginPage, { method: 'POST', body: new URLSearchParams({ username: 'ada', password: 'ada', _csrf: csrf }) });
	response = await browse(location(response));
	const tokens = await client.authorizationCodeGrant(config, location(response), { pkceCodeVerifier: verifier, expectedState: state }, undefined, { DPoP });
	assert.ok(tokens.refresh_token && tokens.id_token);
	return { ...tokens, browse };
}
const refresh = (token, DPoP) => client.refreshTokenGrant(config, token, undefined, { DPoP });
const hello = async (token, DPoP) => {
	try {
		return (await client.fetchProtectedResource(config, token, new URL(base + '/hello'), 'GET', undefined, undefined, { DPoP })).status;
	}
	catch (error) {
		if (error instanceof client.WWWAuthenticateChallengeError) {
			return error.status;
		}
		throw error;
	}
};
// What sends 200 requests a second beside the server, on the same machine.
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const send = (method, path, token) => new Promise((resolve, reject) => http.request(base + path,
	{ agent, method, headers: token ? { Authorization: 'Bearer ' + token } : {} },
	(response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject).end());
const kid = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid;
const refused = (promise, code) => assert.rejects(promise, (error) => (assert.equal(error.error, code), true));
// What was revoked on this node holds here at once.
const refusedAtOnce = async (name, token, DPoP) => assert.equal(await hello(token, DPoP), 401, name);
const published = async () => {
	const { keys } = await (await fetch(config.serverMetadata().jwks_uri)).json();
	assert.ok(keys.length > 0 && keys.every((key) => !key.d), 'no private key');
	return keys;
};

if (phase === 'before') {
	const late = await login();
	const lateNext = await refresh(late.refresh_token);
	const grace = performance.now() + 10_000;

	const first = await login();
	assert.equal(await hello(first.access_token), 200);
	const second = await refresh(first.refresh_token);
	assert.notEqual(second.refresh_token, first.refresh_token);
	// A lost answer, and many tabs at once.
	const repeated = await Promise.all([...Array(8)].map(() => refresh(first.refresh_token)));
	assert.deepEqual(new Set(repeated.map((tokens) => tokens.refresh_token)), new Set([second.refresh_token]));
	const third = await refresh(second.refresh_token);
	assert.equal(await hello(third.access_token), 200);
	// The successor was used: somebody has stolen the first one.
	await refused(refresh(first.refresh_token), 'invalid_grant');
	await refused(refresh(third.refresh_token), 'invalid_grant');
	await refusedAtOnce('reuse', third.access_token);
	await refusedAtOnce('reuse', repeated[3].access_token);

	// What a client has read before it refreshed is revoked as well.
	const replaced = await login();
	const current = await refresh(replaced.refresh_token);
	await client.tokenRevocation(config, replaced.access_token);
	await refusedAtOnce('replaced access token', replaced.access_token);
	assert.equal(await hello(current.access_token), 200);
	await client.tokenRevocation(config, current.access_token);
	await refusedAtOnce('current access token', current.access_token);
	assert.ok((await refresh(current.refresh_token)).access_token);

	const revoked = await login();
	await client.tokenRevocation(config, revoked.refresh_token);
	await refused(refresh(revoked.refresh_token), 'invalid_grant');
	await refusedAtOnce('revocation', revoked.access_token);

	// With the identifier token of the login, whose place another one has taken.
	const loggedOut = await login();
	const stillIn = await refresh(loggedOut.refresh_token);
	assert.notEqual(stillIn.id_token, loggedOut.id_token);
	const response = await loggedOut.browse(client.buildEndSessionUrl(config, { id_token_hint: loggedOut.id_token, post_logout_redirect_uri: redirectUri }));
	assert.equal(location(response).href, redirectUri);
	await refused(refresh(stillIn.refresh_token), 'invalid_grant');
	await refusedAtOnce('logout', loggedOut.access_token);
	await refusedAtOnce('logout', stillIn.access_token);

	const pair = await client.randomDPoPKeyPair('ES256', { extractable: true });
	const DPoP = client.getDPoPHandle(config, pair);
	const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
	const bound = await login(DPoP);
	assert.equal(bound.token_type, 'dpop');
	assert.equal(await hello(bound.access_token, DPoP), 200);
	const next = await refresh(bound.refresh_token, DPoP);
	assert.equal(next.token_type, 'dpop');
	await refused(refresh(bound.refresh_token, other), 'invalid_dpop_proof');
	await refused(refresh(bound.refresh_token), 'invalid_dpop_proof');
	assert.equal((await refresh(bound.refresh_token, DPoP)).refresh_token, next.refresh_token);
	assert.equal(await hello(next.access_token, DPoP), 200);
	assert.equal(await hello(next.access_token, other), 401);
	await client.tokenRevocation(config, next.access_token);
	await refusedAtOnce('bound access token', next.access_token, DPoP);

	// The grace is over, and the answer had arrived.
	assert.equal(await hello(lateNext.access_token), 200);
	await new Promise((resolve) => setTimeout(resolve, Math.max(0, grace + 1000 - performance.now())));
	await refused(refresh(late.refresh_token), 'invalid_grant');
	await refused(refresh(lateNext.refresh_token), 'invalid_grant');
	await refusedAtOnce('reuse after the grace', late.access_token);
	await refusedAtOnce('reuse after the grace', lateNext.access_token);

	const kept = await login();
	fs.writeFileSync(file, JSON.stringify({ access: kept.access_token, refresh: kept.refresh_token,
		dead: third.access_token, deadRefresh: third.refresh_token }));
}
else {
	// The other process knows nothing but what is in the database.
	const kept = JSON.parse(fs.readFileSync(file));
	// What a resource server elsewhere has read before.
	let known = await published();
	assert.equal(await hello(kept.access), 200);
	assert.equal(await hello(kept.dead), 401);
	await refused(refresh(kept.deadRefresh), 'invalid_grant');
	let tokens = await refresh(kept.refresh);
	const keys = new Set();
	const start = performance.now();
	const pending = [];
	for (let sent = 0; sent < seconds * 200; sent++) {
		if (sent % 400 === 0) {
			refresh(tokens.refresh_token).then((next) => { tokens = next; });
		}
		if (!keys.has(kid(tokens.access_token))) {
			const [header, payload, signature] = tokens.access_token.split('.');
			const key = known.find((each) => each.kid === kid(tokens.access_token));
			assert.ok(key, 'a key that nobody knew');
			assert.ok(verify('sha256', Buffer.from(header + '.' + payload), createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url')));
			keys.add(key.kid);
			known = await published();
		}
		pending.push(send('GET', '/hello', tokens.access_token));
		const wait = start + sent * 5 - performance.now();
		if (wait > 0) {
			await new Promise((resolve) => setTimeout(resolve, wait));
		}
	}
	const failed = (await Promise.all(pending)).filter((status) => status !== 200).length;
	const took = (performance.now() - start) / 1000;
	console.log(`${pending.length} requests in ${took.toFixed(1)} s, ${failed} failed, ${keys.size} signing keys`);
	assert.equal(failed, 0);
	// Each signs for a minute. A short run says nothing about the rate.
	assert.ok(keys.size > Math.floor(seconds / 61), 'no rotation');
	assert.ok(seconds < 60 || took < seconds * 1.5, 'fewer requests in a second than were to be sent');

	// The keys of the issuer are for administrators.
	const path = '/actuator/issuerkeys';
	const key = `${path}/${kid(tokens.access_token)}`;
	assert.equal(await send('GET', path), 401);
	assert.equal(await send('DELETE', key), 401);
	assert.equal(await send('DELETE', key, tokens.access_token), 403);
	const operator = await client.discovery(new URL(base), 'operator', undefined, client.ClientSecretBasic('operator-secret'),
		{ execute: [client.allowInsecureRequests] });
	const administrate = async (method, path, body) => {
		const { access_token } = await client.clientCredentialsGrant(operator, { scope: 'issuer.admin' });
		return (await fetch(base + path, { method, body, headers: { Authorization: 'Bearer ' + access_token, 'Content-Type': 'application/json' } })).status;
	};
	const soon = async (action, expected) => {
		const start = performance.now();
		while (await action() !== expected) {
			assert.ok(performance.now() - start < 30_000, 'not yet ' + expected);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	};

	// A key that somebody else has: its tokens are refused, and nobody is logged out.
	assert.equal(await administrate('GET', path), 200);
	assert.equal(await administrate('DELETE', key), 204);
	await refusedAtOnce('retired key', tokens.access_token);
	assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false);
	const retired = kid(tokens.access_token);
	// What is issued in the same second is refused as well.
	await soon(async () => {
		tokens = await refresh(tokens.refresh_token);
		return hello(tokens.access_token);
	}, 200);
	assert.notEqual(kid(tokens.access_token), retired);
	await soon(() => administrate('DELETE', key), 404);

	// All that a client has, and its logins.
	assert.equal(await administrate('POST', '/actuator/revocations/client', JSON.stringify({ issuer: base, value: 'web' })), 204);
	await refusedAtOnce('client', tokens.access_token);
	await refused(refresh(tokens.refresh_token), 'invalid_grant');
	// So is a code of the same second.
	await soon(async () => {
		const { access_token } = await login().catch((error) => {
			assert.equal(error.error, 'invalid_grant');
			return {};
		});
		return access_token && hello(access_token);
	}, 200);
}
console.log('ok');
