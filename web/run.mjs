// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the program once: main() with words, as a process would. Each run has an instance of its own, as main() ends it.

const OWN = '/.dtcarve';	// scratch, as in src/web/libc.c

/* `files` prepares the file system. Resolves to { status, out, err }, bytes of both streams. */
export async function runProgram(factory, compiled, words, files) {
	let status = 0;
	const program = await start(factory, compiled, files);
	const { FS } = program;
	const streams = [1, 2].map((fd) => {
		FS.close(FS.getStream(fd));
		return FS.open(`${OWN}/${fd}`, 'w+', 0o600);
	});

	try {
		status = program.callMain(words);
	} catch (end) {
		if (end.name !== 'ExitStatus')
			throw end;
		status = end.status;
	}
	const [out, err] = streams.map((stream) => FS.readFile(stream.path));
	return { status, out, err, FS };
}

/* An instance that has not begun. */
export function start(factory, compiled, files = () => {}, say = () => {}) {
	return factory({
		print: say,
		printErr: say,
		noInitialRun: true,
		noExitRuntime: false,
		quit(status, end) {
			throw end;
		},
		instantiateWasm(imports, done) {
			const instance = new WebAssembly.Instance(compiled, imports);

			done(instance);
			return instance.exports;	// later Emscriptens take what is returned for them
		},
		preRun: [({ FS, ENV }) => {
			FS.mkdir(OWN);
			files(FS, ENV);
		}],
	});
}
