// SPDX-License-Identifier: GPL-2.0-or-later
// The Worker: one planner for the board at hand, and a run of the program for whatever else is asked.
import { runProgram, start } from './run.mjs';

const ARTEFACTS = ['dtb', 'dtbo', 'dtso', 'html', 'json'];
let compiled = null, planner = null;

/* A call of the planner: its output as text, or an Error with the one line it gave. */
function call(name, ...texts) {
	const { module, handle, said } = planner;
	const pointers = texts.map((text) => {
		if (typeof text === 'number')
			return text;
		const size = module.lengthBytesUTF8(text) + 1, at = module._malloc(size);

		module.stringToUTF8(text, at, size);
		return at;
	});
	let failed;

	said.length = 0;
	try {
		failed = module[`_planner_${name}`](handle, ...pointers);
	} catch (end) {
		planner = null;	// it ended itself: a wrong option
		throw new Error(said.join('\n').split('\nTry `')[0].replace(/^dtcarve: /, '') || String(end));
	}
	texts.forEach((text, i) => typeof text === 'number' || module._free(pointers[i]));
	const at = module._planner_output(handle);
	const bytes = module.HEAPU8.slice(at, at + module._planner_size(handle));

	if (failed)
		throw new Error(new TextDecoder().decode(bytes));
	return bytes;
}

const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

function put(FS, files) {
	for (const { path, bytes } of files) {
		const folder = path.slice(0, path.lastIndexOf('/'));

		if (folder && !FS.analyzePath(folder).exists)
			FS.mkdirTree(folder);
		FS.writeFile(path, bytes);
	}
}

const actions = {
	module({ module }) {
		compiled = module;
	},

	/* A board, and what can be edited of it. */
	async open({ files, words }) {
		const said = [];
		const module = await start(dtcarve, compiled, (FS) => put(FS, files), (line) => said.push(line));

		planner = { module, said, handle: module._planner_new() };
		return json(call('open', words.join('\n')));
	},

	/* What edits and other options make of it, with its page. */
	try({ words, edits, needs, page }) {
		const begun = performance.now();
		const result = json(call('try', words.join('\n'), edits.join('\n'), needs.join('\n')));

		if (page)
			result.page = new TextDecoder().decode(call('take', ARTEFACTS.indexOf('html')));
		result.computed = performance.now() - begun;
		return result;
	},

	take({ artefact }) {
		return call('take', ARTEFACTS.indexOf(artefact));
	},

	/* A command of the program. */
	async run({ words, files, progress }) {
		if (progress)
			self.dtcarveProgress = (share) => self.postMessage({ progress: share });
		const { status, out, err } = await runProgram(dtcarve, compiled, words, (FS) => put(FS, files));

		return { status, out, err: new TextDecoder().decode(err) };
	},
};

self.onmessage = async ({ data }) => {
	try {
		self.postMessage({ id: data.id, result: await actions[data.action](data) });
	} catch (error) {
		self.postMessage({ id: data.id, error: error.message ?? String(error) });
	}
};
