// SPDX-License-Identifier: GPL-2.0-or-later
// What was dropped: which file is which, told by its content first.

const FDT = 0xd00dfeed;
const CAPTURES = '/captures';

const text = (bytes, most = 65536) => new TextDecoder().decode(bytes.subarray(0, most));
const be32 = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
const isText = (bytes) => !bytes.subarray(0, 4096).includes(0);

/* Files of a tar by their names within it, [] where it is none; what dtcarve-capture brings has no longer names. */
function namesInTar(bytes) {
	const names = [];

	for (let at = 0; at + 512 <= bytes.length && text(bytes.subarray(at + 257, at + 262)) === 'ustar';) {
		const size = parseInt(text(bytes.subarray(at + 124, at + 135)), 8) || 0;

		names.push(text(bytes.subarray(at, at + 100)).replace(/\0.*/s, '').replace(/^.*\//, ''));
		at += 512 + Math.ceil(size / 512) * 512;
	}
	return names;
}

export async function inflate(bytes) {
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));

	return new Uint8Array(await new Response(stream).arrayBuffer());
}

const isGzip = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/* A tar of what a running board told of itself. */
async function bundleOf(name, bytes) {
	const names = namesInTar(isGzip(bytes) ? await inflate(bytes).catch(() => bytes) : bytes);
	const isCapture = names.some((each) => /^(proc_)?(zoneinfo|pagetypeinfo|buddyinfo|meminfo)(\.txt)?$/.test(each));

	return isCapture ? { kind: 'bundle', hasTree: names.includes('fdt.dtb') } : null;
}

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

export async function asFile(name, bytes) {
	const what = await bundleOf(name, bytes) ?? { kind: kindOf(name, bytes) };
	const safe = name.replace(/[^\w.+@,-]/g, '_');

	return { name, bytes, ...what, path: what.kind === 'capture' ? `${CAPTURES}/${safe}` : `/dropped/${safe}` };
}

/* The files together with what was there, as far as they go together: another tree is another board. */
export function together(before, added) {
	const several = ['tree', 'overlay', 'capture'];
	const kept = before.filter(({ kind, name, learned }) => {
		if (added.some((file) => file.name === name) || (learned && added.some((file) => file.kind === 'bundle')))
			return false;
		if (several.includes(kind))
			return kind === 'capture' || !added.some((file) => file.kind === 'tree');
		return !added.some((file) => file.kind === kind);
	});

	return [...kept, ...added];
}

export const one = (files, kind) => files.find((file) => file.kind === kind);

/* The file that the board is read from: a tree, else what a capture has of it. */
export const boardOf = (files) => one(files, 'tree') ?? files.find((file) => file.hasTree);

/* Where the program finds what the running board told, or undefined. */
export const capturesOf = (files) => one(files, 'bundle')?.path ?? (one(files, 'capture') && CAPTURES);

/* The options that the files themselves are, the board among them. */
export function wordsOf(files) {
	const words = [];
	const add = (kind, option) => files.filter((file) => file.kind === kind).forEach(({ path }) => words.push(...option, path));

	add('profile', ['--kernel']);
	add('config', ['--kernel-config']);
	add('overlay', ['--overlay']);
	add('tree', []);
	if (!one(files, 'tree') && boardOf(files))
		words.push(boardOf(files).path);
	return words;
}
