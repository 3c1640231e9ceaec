import { readFileSync } from "node:fs";
// Its own scan knows no ports.
import { ALL_TESTS } from "./node_modules/@mdn/mdn-http-observatory/src/constants.js";
import { retrieve } from "./node_modules/@mdn/mdn-http-observatory/src/retriever/retriever.js";

// What a certificate that nobody else has signed causes.
const selfSigned = /^(cert_chain_of_trust|cert_notAfter|cert_revocation|overall_grade|grade_cap_reason_)/;

const findings = JSON.parse(readFileSync(process.argv[2])).filter((finding) =>
	["MEDIUM", "HIGH", "CRITICAL", "FATAL"].includes(finding.severity) && !selfSigned.test(finding.id));
findings.forEach((finding) => console.log(`testssl ${finding.severity} ${finding.id}: ${finding.finding}`));

let failed = findings.length;
for (const path of ["/", "/login"]) {
	const answers = await retrieve("localhost", { httpPort: 8080, httpsPort: 8443, path });
	for (const test of ALL_TESTS) {
		const outcome = test(answers);
		console.log(`${outcome.pass ? "pass" : "FAIL"} ${path} ${test.name}: ${outcome.result}`);
		failed += outcome.pass ? 0 : 1;
	}
}
console.log(`${findings.length} findings of testssl`);
process.exit(failed > 0 ? 1 : 0);
