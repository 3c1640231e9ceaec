#!/bin/sh
# What testssl.sh and the tests of the MDN HTTP Observatory say about the sample with the profile "tls", which has to run:
#   java -jar sample-app/target/sample-app-0.1.0-SNAPSHOT.jar --spring.profiles.active=tls
# Needs openssl, testssl and npm. Exits with 1 when one of them finds anything.
set -eu
directory=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl s_client -connect localhost:8443 </dev/null 2>/dev/null | openssl x509 > "$work/ca.pem"
testssl --quiet --color 0 --jsonfile "$work/testssl.json" localhost:8443 >/dev/null || true
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" @mdn/mdn-http-observatory@1.4.8
# They would load the list of sites that browsers know to have HSTS, which localhost is not on.
echo '{}' > "$work/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"
cp "$directory/check.mjs" "$work"
NODE_EXTRA_CA_CERTS="$work/ca.pem" node "$work/check.mjs" "$work/testssl.json"
