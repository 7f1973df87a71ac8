// SPDX-License-Identifier: GPL-2.0-or-later
// What was changed of a board by hand, with undo; and as the part of a link behind its #.

export const EMPTY = { options: {}, regions: {}, needs: [] };
const MOST_UNDO = 200;

export class History {
	#past = [];
	#future = [];
	now = EMPTY;

	/* What moves the same thing on replaces the step before: a slider is one step. */
	set(next, what = null) {
		if (what === null || this.last !== what) {
			this.#past.push(this.now);
			if (this.#past.length > MOST_UNDO)
				this.#past.shift();
		}
		this.last = what;
		this.#future = [];
		this.now = next;
	}

	settle() {
		this.last = null;
	}

	get canUndo() {
		return this.#past.length > 0;
	}

	get canRedo() {
		return this.#future.length > 0;
	}

	undo() {
		if (!this.canUndo)
			return;
		this.#future.push(this.now);
		this.now = this.#past.pop();
		this.last = null;
	}

	redo() {
		if (!this.canRedo)
			return;
		this.#past.push(this.now);
		this.now = this.#future.pop();
		this.last = null;
	}

	restart(now = EMPTY) {
		this.#past = [];
		this.#future = [];
		this.last = null;
		this.now = now;
	}
}

export function withRegion(state, path, changes) {
	const region = { ...state.regions[path], ...changes };
	const regions = { ...state.regions, [path]: region };

	for (const key of Object.keys(region))
		if (region[key] === undefined)
			delete region[key];
	if (Object.keys(region).length === 0)
		delete regions[path];
	return { ...state, regions };
}

export function withOption(state, name, value) {
	const options = { ...state.options, [name]: value };

	if (!value)
		delete options[name];
	return { ...state, options };
}

/* As src/job/what_if.h reads them. */
export function editLines({ regions }) {
	return Object.entries(regions).map(([path, { size, base, kind }]) => {
		if (kind === 'removed')
			return `${path} kind=removed`;
		return path + (size === undefined ? '' : ` size=${size}`) + (base === undefined ? '' : ` base=${hex(base)}`) +
			(kind === undefined ? '' : ` kind=${kind}`);
	});
}

/* Those that the page asks for go before those of the files. */
export function optionWords({ options }, fileWords) {
	const own = [];
	let words = fileWords;

	if (options.ddr)
		words = without(words, '--ddr');
	if (options.pageSize)
		words = without(words, '--page-size');
	if (options.cmdline !== undefined)
		words = without(words, '--cmdline');
	for (const bank of (options.ddr ?? '').split(/[\s,]+/).filter(Boolean))
		own.push('--ddr', bank);
	if (options.kernel) {
		own.push('--kernel', options.kernel);
		words = without(words, '--kernel');
	}
	if (options.pageSize)
		own.push('--page-size', options.pageSize);
	if (options.cmdline !== undefined)
		own.push('--cmdline', options.cmdline);
	return [...own, ...words];
}

function without(words, option) {
	return words.filter((word, i) => word !== option && words[i - 1] !== option);
}

export const hex = (number) => `0x${number.toString(16)}`;

/* --- links: the edits, never the tree -------------------------------------------------------- */

export function toFragment(state) {
	const parts = new URLSearchParams();

	for (const line of editLines(state))
		parts.append('edit', line);
	for (const [name, value] of Object.entries(state.options))
		parts.append(name, value);
	for (const need of state.needs)
		parts.append('need', need);
	return parts.toString();
}

export function fromFragment(fragment) {
	const parts = new URLSearchParams(fragment.replace(/^#/, ''));
	let state = EMPTY;

	for (const line of parts.getAll('edit')) {
		const [path, ...words] = line.split(' ');
		const change = {};

		for (const word of words) {
			const [key, value] = word.split('=');

			if (key === 'kind')
				change.kind = value;
			else if ((key === 'size' || key === 'base') && Number.isSafeInteger(Number(value)))
				change[key] = Number(value);
		}
		state = withRegion(state, path, change);
	}
	for (const name of ['ddr', 'kernel', 'pageSize', 'cmdline'])
		if (parts.has(name))
			state = withOption(state, name, parts.get(name));
	return { ...state, needs: parts.getAll('need') };
}
