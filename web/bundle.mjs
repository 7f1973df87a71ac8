// SPDX-License-Identifier: GPL-2.0-or-later
// Puts what `make web` compiled and the modules of this folder into single files, report.mjs and dtcarve.html:
//	node bundle.mjs SOURCES BUILD VERSIONS EXAMPLE...
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

const [sources, build, kernels, ...example] = process.argv.slice(2);

const source = (name) => readFileSync(`${sources}/${name}`, 'utf8');
const compiled = (name) => readFileSync(`${build}/${name}`);
const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString('base64');

/* A module as part of one script: what it takes from its neighbours stands before it. */
function inlined(...names) {
	return names.map((name) => source(name)
		.replace(/^import [^;]*from '\.\/[^']*';\n/gm, '')
		.replace(/^export (?=(async )?(function|const|class))/gm, '')
		.replace(/^\/\/ SPDX.*\n/, '')).join('\n');
}

const wasm = packed(compiled('dtcarve.wasm'));
const glue = compiled('dtcarve.js').toString();

function reportForNode() {
	return `#!/usr/bin/env node
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
const require = createRequire(import.meta.url), __dirname = '/', __filename = '/dtcarve.js';
${glue}
const factory = dtcarve;
const compiledProgram = () => WebAssembly.compile(gunzipSync(Buffer.from('${wasm}', 'base64')));
${inlined('run.mjs', 'report.mjs')}`;
}

/* The style sheet that the program writes into every page. */
function reportStyle(board) {
	const page = execFileSync(process.execPath, [`${build}/report.mjs`, 'report', '--format', 'html', board], { encoding: 'utf8', maxBuffer: 2 ** 26 });

	return /<style>([^]*?)<\/style>/.exec(page)[1];
}

function page() {
	const script = `(async () => {\n'use strict';\n${inlined('edits.mjs', 'files.mjs', 'machine.mjs', 'view.mjs', 'page.mjs')}\n})();`;
	const hash = createHash('sha256').update(script).digest('base64');
	const parts = {
		policy: `default-src 'none'; script-src 'sha256-${hash}' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; ` +
			"img-src data:; base-uri 'none'; form-action 'none'",
		style: reportStyle(example[0]) + source('page.css'),
		wasm,
		worker: packed(`${glue}\n${inlined('run.mjs', 'worker.mjs')}`),
		data: JSON.stringify({
			kernels: kernels.split(' '),
			workloads: readdirSync(`${sources}/../workloads`).map((name) => basename(name, '.ini')).sort(),
			example: example.map((path) => ({ name: basename(path), gz: packed(readFileSync(path)) })),
		}),
		script,
	};

	return source('page.html').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}

writeFileSync(`${build}/report.mjs`, reportForNode());
chmodSync(`${build}/report.mjs`, 0o755);
writeFileSync(`${build}/dtcarve.html`, page());
