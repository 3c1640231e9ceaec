// What a browser makes of the sample: Swagger UI, the H2 console and the login page work with an empty console, calls of
// another origin are allowed or refused as the rules say, a script can read refusals, and nothing can be framed.
//
// Needs chromium, `npm i playwright-core`, and
//   ./mvnw package -DskipTests -Pbrowser -pl sample-app -am
//   java -jar sample-app/target/sample-app-0.1.0-SNAPSHOT.jar --spring.config.additional-location=sample-app/src/test/transport/browser.yml
import http from 'node:http';
import { chromium } from 'playwright-core';

const base = process.argv[2] ?? 'http://127.0.0.1:8080';
const other = 19481;
const simple = '/v3/api-docs';
const api = '/api/customers';
const json = { 'Content-Type': 'application/json' };

let failed = 0;
function check(name, ok, more = '') {
	console.log(`${ok ? 'pass' : 'FAIL'} ${name}${ok ? '' : `: ${JSON.stringify(more)}`}`);
	failed += ok ? 0 : 1;
}

const answer = await fetch(`${base}/oauth2/token`, { method: 'POST',
	headers: { Authorization: `Basic ${btoa('editor:editor-demo-secret')}` },
	body: new URLSearchParams({ grant_type: 'client_credentials' }) });
const bearer = { Authorization: `Bearer ${(await answer.json()).access_token}` };

const server = http.createServer((request, response) => {
	response.setHeader('Content-Type', 'text/html');
	response.end('<!doctype html><title>other</title><link rel="icon" href="data:,">');
}).listen(other);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

async function open(url, headers = {}) {
	const page = await browser.newPage({ extraHTTPHeaders: headers });
	const log = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type()) && !message.location().url.endsWith('/favicon.ico')) {
			log.push(`${message.text()} ${message.location().url}`);
		}
	});
	page.on('pageerror', (error) => log.push(String(error)));
	await page.goto(url, { waitUntil: 'networkidle', timeout: 120_000 });
	return { page, log };
}

async function swagger() {
	const { page, log } = await open(`${base}/swagger-ui/index.html`, bearer);
	const get = page.locator('.opblock', { has: page.locator(`[data-path="${api}/{id}"]`) })
		.filter({ has: page.locator('.opblock-summary-method', { hasText: /^GET$/ }) });
	await get.waitFor({ timeout: 60_000 });
	await get.locator('.opblock-summary').click();
	await get.locator('button.try-out__btn').click();
	await get.locator('input[placeholder=id]').fill('1');
	await get.locator('button.execute').click();
	const status = get.locator('.live-responses-table .response-col_status').last();
	await status.waitFor({ timeout: 60_000 });
	check('Swagger UI calls an operation', (await status.innerText()).includes('200'), await status.innerText());
	check('console of Swagger UI is empty', log.length === 0, log);
}

async function h2() {
	const { page, log } = await open(`${base}/h2-console/`);
	await page.fill('input[name=url]', 'jdbc:h2:mem:a');
	await page.fill('input[name=user]', 'sa');
	await page.click('input[type=submit][value=Connect]');
	await page.waitForFunction(() => window.frames.length > 2, null, { timeout: 60_000 }).catch(() => {});
	check('H2 console shows its frames', page.frames().length > 3, await page.locator('body').innerText().catch(() => ''));
	check('console of the H2 console is empty', log.length === 0, log);
}

async function login() {
	const { page, log } = await open(`${base}/login`);
	await page.fill('input[name=username]', 'alice');
	check('login page has its style', await page.evaluate(() => document.styleSheets[0].cssRules.length > 0));
	check('console of the login page is empty', log.length === 0, log);
}

function call(page, path, init) {
	return page.evaluate(async ([url, options]) => {
		try {
			const response = await fetch(url, options);
			return { status: response.status, type: response.headers.get('Content-Type'),
				retry: response.headers.get('Retry-After'), challenge: response.headers.get('WWW-Authenticate') };
		}
		catch (error) {
			return { error: String(error) };
		}
	}, [base + path, init]);
}

async function allowed() {
	const { page } = await open(`http://localhost:${other}/`);
	const expect = async (name, expected, path, init = {}) => {
		const result = await call(page, path, init);
		const ok = expected === null ? !!result.error
			: result.status === expected && (expected < 400 || /^application\/problem\+json/.test(result.type));
		check(name, ok, result);
		return result;
	};
	const large = `{"name":"${'x'.repeat(4096)}"}`;
	await expect('allowed simple', 200, simple);
	await expect('allowed credentialed', 200, simple, { credentials: 'include' });
	await expect('allowed preflighted', 200, api, { headers: bearer });
	await expect('allowed preflighted and credentialed', 200, api, { headers: bearer, credentials: 'include' });
	await expect('refused method', null, api, { method: 'DELETE', headers: bearer });
	await expect('refused header', null, api, { headers: { ...bearer, 'X-Tenant': 'a' } });
	await expect('path without rule', null, '/actuator/health');
	await expect('400 is readable', 400, api, { method: 'POST', headers: { ...bearer, ...json }, body: '{"x":1' });
	await expect('400 of the firewall is readable', 400, '/api/a;b=%2f..');
	const challenge = (await expect('401 is readable', 401, api)).challenge;
	check('challenge is readable', /^Bearer/.test(challenge), challenge);
	await expect('403 is readable', 403, '/api/admin/statistics', { headers: bearer });
	await expect('404 is readable', 404, '/api/missing', { headers: bearer });
	await expect('413 is readable', 413, api, { method: 'POST', headers: { ...bearer, ...json }, body: large });
	await expect('415 is readable', 415, api,
		{ method: 'POST', headers: { ...bearer, 'Content-Type': 'application/x-foo' }, body: 'x' });
	await call(page, '/api/customers/2', { headers: bearer });
	const retry = (await expect('429 is readable', 429, '/api/customers/2', { headers: bearer })).retry;
	check('Retry-After is readable', Number(retry) > 0, retry);
	const log = [];
	page.on('console', (message) => log.push(message.text()));
	await page.evaluate((url) => new Promise((done) => {
		const frame = document.createElement('iframe');
		frame.src = url;
		frame.onload = done;
		document.body.append(frame);
	}), base + simple);
	check('framing is refused', log.some((text) => /frame/i.test(text))
		&& !(await page.frames()[1].content().catch(() => '')).includes('openapi'), log);
}

async function refused() {
	const { page } = await open(`http://127.0.0.1:${other}/`);
	for (const [name, path, init] of [['simple', simple, {}], ['preflighted', api, { headers: bearer }],
			['credentialed', simple, { credentials: 'include' }]]) {
		const result = await call(page, path, init);
		check(`refused ${name} of another origin`, !!result.error, result);
	}
}

for (const part of [swagger, h2, login, allowed, refused]) {
	try {
		await part();
	}
	catch (error) {
		check(part.name, false, String(error));
	}
}
await browser.close();
server.close();
process.exit(failed > 0 ? 1 : 0);
