// SPDX-License-Identifier: GPL-2.0-or-later
// Puts what `make web` compiled and the modules of this folder into single files:
//	node bundle.mjs SOURCES BUILD
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [sources, build] = process.argv.slice(2);

const source = (name) => readFileSync(`${sources}/${name}`, 'utf8');
const compiled = (name) => readFileSync(`${build}/${name}`);

/* A module as part of one script: what it takes from its neighbours stands before it. */
function inlined(name) {
	return source(name)
		.replace(/^import [^;]*from '\.\/[^']*';\n/gm, '')
		.replace(/^export (?=(async )?(function|const|class))/gm, '');
}

const wasm = gzipSync(compiled('dtcarve.wasm'), { level: 9 }).toString('base64');
const glue = compiled('dtcarve.js').toString();

function reportForNode() {
	return `#!/usr/bin/env node
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
const require = createRequire(import.meta.url), __dirname = '/', __filename = '/dtcarve.js';
${glue}
const factory = dtcarve;
const compiledProgram = () => WebAssembly.compile(gunzipSync(Buffer.from('${wasm}', 'base64')));
${inlined('run.mjs')}${inlined('report.mjs')}`;
}

writeFileSync(`${build}/report.mjs`, reportForNode());
chmodSync(`${build}/report.mjs`, 0o755);
