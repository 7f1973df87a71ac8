// SPDX-License-Identifier: GPL-2.0-or-later
// What was dropped: which file is which, told by its content first.

const FDT = 0xd00dfeed;

const text = (bytes, most = 65536) => new TextDecoder().decode(bytes.subarray(0, most));
const be32 = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
const isText = (bytes) => !bytes.subarray(0, 4096).includes(0);

/* 'tree', 'overlay', 'profile', 'config', 'policy', 'capture' or 'log' */
export function kindOf(name, bytes) {
	if (bytes.length >= 4 && be32(bytes) === FDT)
		return text(bytes, bytes.length).includes('__overlay__') ? 'overlay' : 'tree';
	if (/config[^/]*\.gz$/.test(name))
		return 'config';
	if (!isText(bytes))
		return 'tree';
	const head = text(bytes);

	if (/^#dtcarve /m.test(head))
		return 'profile';
	if (/^(# )?CONFIG_\w+/m.test(head))
		return 'config';
	if (/^(Node \d+, zone |Page block order:|MemTotal:)/m.test(head))
		return 'capture';
	if (/^\[(needs|region|board|workload|consumer|default)\b/m.test(head) && /\.ini$|^\w[\w-]* *=/m.test(head))
		return 'policy';
	if (/\/dts-v1\/|^\/ \{/m.test(head) || /\.dtsi?$/.test(name))
		return 'tree';
	return 'log';
}

/* A file of the browser as { name, path, bytes, kind }. */
export async function readFile(file) {
	const bytes = new Uint8Array(await file.arrayBuffer());

	return asFile(file.name, bytes);
}

export function asFile(name, bytes) {
	const kind = kindOf(name, bytes);
	const safe = name.replace(/[^\w.+@,-]/g, '_');

	return { name, bytes, kind, path: kind === 'capture' ? `/captures/${safe}` : `/dropped/${safe}` };
}

/* The files together with what was there, as far as they go together: another tree is another board. */
export function together(before, added) {
	const several = ['tree', 'overlay', 'capture'];
	const kept = before.filter(({ kind, name }) => {
		if (added.some((file) => file.name === name))
			return false;
		if (several.includes(kind))
			return kind === 'capture' || !added.some((file) => file.kind === 'tree');
		return !added.some((file) => file.kind === kind);
	});

	return [...kept, ...added];
}

/* The options that the files themselves are, the board among them. */
export function wordsOf(files) {
	const words = [];
	const add = (kind, option) => files.filter((file) => file.kind === kind).forEach(({ path }) => words.push(...option, path));

	add('profile', ['--kernel']);
	add('config', ['--kernel-config']);
	add('overlay', ['--overlay']);
	add('tree', []);
	return words;
}

export const one = (files, kind) => files.find((file) => file.kind === kind);
