// SPDX-License-Identifier: GPL-2.0-or-later
// What `dtcarve report --format json` prints, from the same code compiled to WebAssembly:
//	node report.mjs [OPTION...] FILE
// With another command as its first word (check, explain, suggest ...) it is that command.
import { readdirSync, writeSync } from 'node:fs';
import { runProgram } from './run.mjs';
import { compiledProgram, factory } from './program.mjs';

const COMMANDS = 'check diff explain gfp headroom owners policy pools profile report rules simulate suggest'.split(' ');

/* The folders of this machine in the place of the program's own, but for those of devices. */
function mountAll(FS, ENV) {
	const own = ['dev', 'proc'];
	const there = FS.readdir('/');

	for (const name of readdirSync('/').filter((entry) => !own.includes(entry))) {
		if (!there.includes(name))
			FS.mkdir(`/${name}`);
		FS.mount(FS.filesystems.NODEFS, { root: `/${name}` }, `/${name}`);
	}
	FS.chdir(process.cwd());
	Object.assign(ENV, process.env);
}

function writeAll(fd, bytes) {
	for (let at = 0; at < bytes.length;)
		at += writeSync(fd, bytes, at);
}

const words = process.argv.slice(2);
const command = COMMANDS.includes(words[0]) ? [] : ['report', '--format', 'json'];
const { status, out, err } = await runProgram(factory, await compiledProgram(), [...command, ...words], mountAll);

writeAll(1, out);
writeAll(2, err);
process.exitCode = status;
