// What a browser makes of the headers: Swagger UI and the H2 console work with an empty console, cross-origin calls are
// allowed or refused as the rules say, refusals can be read by a script, and nothing can be framed.
//
// Needs chromium, `npm i playwright-core`, and an application on BASE with springdoc's Swagger UI, the H2 console on
// jdbc:h2:mem:a, `GET /api/hello`, `PUT /api/hello`, `GET /other/hello`, bodies of 1KB at most, and the rule
//   cors.rules: [ { pattern: /api/**, allowed-origins: [ "http://localhost:19481" ], allowed-methods: [ GET, PUT ], allow-credentials: true } ]
//
// usage: node check.mjs BASE
import { chromium } from 'playwright-core';
import http from 'node:http';
const base = process.argv[2] ?? 'http://127.0.0.1:19480';
let failed = 0;
const check = (name, ok, more = '') => { console.log((ok ? 'ok   ' : 'FAIL ') + name + (ok ? '' : ' ' + more)); failed += ok ? 0 : 1; };
const server = http.createServer((q, r) => { r.setHeader('Content-Type', 'text/html'); r.end('<!doctype html><title>other</title>'); }).listen(19481);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
async function page(url) {
  const p = await browser.newPage(); const log = [];
  p.on('console', m => { if (!m.location().url.endsWith('/favicon.ico') && (m.type() === 'error' || m.type() === 'warning')) log.push(m.text() + ' ' + m.location().url); });
  p.on('pageerror', e => log.push(String(e)));
  await p.goto(url, { waitUntil: 'networkidle' });
  return { p, log };
}
{ const { p, log } = await page(base + '/swagger-ui/index.html');
  await p.waitForSelector('.opblock', { timeout: 15000 }).catch(() => {}); check('swagger ui shows operations', await p.locator('.opblock').count() > 0);
  await p.locator('.opblock-summary').first().click();
  await p.locator('button.try-out__btn').first().click(); await p.locator('button.execute').first().click();
  await p.waitForSelector('.responses-table.live-responses-table', { timeout: 5000 }).catch(() => {});
  check('swagger ui calls an operation', await p.locator('.live-responses-table').count() > 0);
  check('swagger ui console is empty', log.length === 0, JSON.stringify(log)); }
{ const { p, log } = await page(base + '/h2-console/');
  check('h2 console shows its login', await p.locator('input[name=user], #login input').count() > 0, await p.content());
  const button = p.locator('input[type=submit][value=Connect]');
  if (await button.count()) { await p.fill('input[name=url]', 'jdbc:h2:mem:a'); await p.fill('input[name=user]', 'sa'); await Promise.all([p.waitForNavigation({ waitUntil: 'networkidle' }), button.click()]); }
  if (p.frames().length < 3) console.log((await p.locator('body').innerText()).slice(-300)); check('h2 console shows its frames', p.frames().length > 3, p.frames().length + ' ' + p.url());
  check('h2 console console is empty', log.length === 0, JSON.stringify(log)); }
const call = (p, path, init) => p.evaluate(async ([u, i]) => { try { const r = await fetch(u, i); return { status: r.status, type: r.headers.get('content-type'), body: await r.text() }; } catch (e) { return { error: String(e) }; } }, [base + path, init]);
{ const { p } = await page('http://localhost:19481/');
  let r = await call(p, '/api/hello'); check('allowed simple', r.status === 200, JSON.stringify(r));
  r = await call(p, '/api/hello', { credentials: 'include' }); check('allowed credentialed', r.status === 200, JSON.stringify(r));
  r = await call(p, '/api/hello', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{}' }); check('allowed preflighted', r.status === 200, JSON.stringify(r));
  r = await call(p, '/api/hello', { method: 'DELETE' }); check('refused method by preflight', !!r.error, JSON.stringify(r));
  r = await call(p, '/api/hello', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '"' + 'x'.repeat(4096) + '"' }); check('413 readable', r.status === 413 && /problem/.test(r.type), JSON.stringify(r));
  r = await call(p, '/api/hello', { method: 'PUT', headers: { 'Content-Type': 'application/x-foo' }, body: 'x' }); check('415 readable', r.status === 415, JSON.stringify(r));
  r = await call(p, '/api/a;b=%2f..', {}); check('400 of the firewall readable', r.status === 400, JSON.stringify(r));
  r = await call(p, '/api/hello', { headers: { Authorization: 'Bearer x' } }); check('401 readable', r.status === 401, JSON.stringify(r));
  r = await call(p, '/api/missing'); check('404 readable', r.status === 404, JSON.stringify(r));
  r = await call(p, '/other/hello'); check('path without rule unreadable', !!r.error, JSON.stringify(r));
  const log = []; p.on('console', m => log.push(m.text()));
  await p.evaluate(u => new Promise(done => { const f = document.createElement('iframe'); f.src = u; f.onload = done; document.body.append(f); }), base + '/api/hello');
  check('framing refused', log.some(t => /frame/i.test(t)) && !(await p.frames()[1].content().catch(() => '')).includes('hello'), JSON.stringify(log)); }
{ const { p } = await page('http://127.0.0.1:19481/');
  let r = await call(p, '/api/hello'); check('refused simple', !!r.error, JSON.stringify(r));
  r = await call(p, '/api/hello', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{}' }); check('refused preflighted', !!r.error, JSON.stringify(r));
  r = await call(p, '/api/hello', { credentials: 'include' }); check('refused credentialed', !!r.error, JSON.stringify(r)); }
await browser.close(); server.close();
process.exit(failed ? 1 : 0);
