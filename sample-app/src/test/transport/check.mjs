import { readFileSync } from "node:fs";
// Its own scan knows no ports.
import { ALL_TESTS } from "./node_modules/@mdn/mdn-http-observatory/src/constants.js";
import { retrieve } from "./node_modules/@mdn/mdn-http-observatory/src/retriever/retriever.js";

// What a certificate that nobody else has signed causes.
const selfSigned = /^(cert_chain_of_trust|cert_notAfter|cert_revocation|overall_grade|grade_cap_reason_)/;

const findings = JSON.parse(readFileSync(process.argv[2])).filter((finding) =>
	["MEDIUM", "HIGH", "CRITICAL", "FATAL"].includes(finding.severity) && !selfSigned.test(finding.id));
findings.forEach((finding) => console.log(`testssl ${finding.severity} ${finding.id}: ${finding.finding}`));

const answers = await retrieve("localhost", { httpPort: 8080, httpsPort: 8443 });
const tests = ALL_TESTS.map((test) => [test.name, test(answers)]);
tests.forEach(([name, test]) => console.log(`${test.pass ? "pass" : "FAIL"} ${name}: ${test.result}`));
console.log(`${findings.length} findings of testssl`);
process.exit(findings.length > 0 || tests.some(([, test]) => !test.pass) ? 1 : 0);
