// SPDX-License-Identifier: GPL-2.0-or-later
// What the page shows of a trial: price, needs, regions with their sliders.
import { hex } from './edits.mjs';

export const $ = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
	const made = document.createElement(name);

	for (const [key, value] of Object.entries(attributes)) {
		if (key.startsWith('on'))
			made.addEventListener(key.slice(2), value);
		else if (key in made && key !== 'list')
			made[key] = value;
		else if (value !== null && value !== false)
			made.setAttribute(key, value === true ? '' : value);
	}
	made.append(...children.filter((child) => child !== null));
	return made;
}

/* --- numbers ------------------------------------------------------------------------------------ */

const UNITS = [['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10]];

/* With a unit that leaves no remainder for a size that is typed; of a figure one decimal of MiB. */
export function sizeText(bytes) {
	for (const [unit, size] of UNITS)
		if (bytes >= size && bytes % size === 0)
			return `${bytes / size} ${unit}`;
	return `${bytes}`;
}

export function parseSize(text) {
	const found = /^\s*(0x[0-9a-f]+|\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(text);
	const shift = found ? { '': 0, k: 10, m: 20, g: 30, t: 40 }[found[2].toLowerCase()] : 0;

	return found ? Math.round(Number(found[1]) * 2 ** shift) : NaN;
}

const mebibytes = (bytes, round = Math.round) => (round(bytes / 2 ** 20 * 10) / 10).toFixed(1);
const plain = (number) => String(number);
const isEstimate = (figure) => typeof figure === 'object';
const valueOf = (figure) => (isEstimate(figure) ? figure.value : figure);

/* A figure with its doubt: \u00b1 where it reaches as far to both sides, to the last place that is shown, else both ends. */
function figureText(figure, show) {
	if (!isEstimate(figure))
		return [show(figure)];
	const sides = [figure.value - figure.low, figure.high - figure.value];
	const [less, more] = sides.map((side) => Number(show(side, Math.ceil)));
	const isEven = sides.every(Boolean) && Math.abs(less - more) < 1.5 * (show === plain ? 1 : 0.1);
	const doubt = isEven ? `\u00b1${show(Math.max(...sides), Math.ceil)}` : `${show(figure.low, Math.floor)}..${show(figure.high, Math.ceil)}`;

	return [show(figure.value), ' ', element('span', { className: 'doubt' }, doubt)];
}

function signed(change, show) {
	const amount = Math.abs(change);
	const text = amount && Number(show(amount)) === 0 ? `${Math.round(amount / 1024 * 10) / 10} KiB` : show(amount);

	return `${change > 0 ? '+' : change < 0 ? '\u2212' : '\u00b1'}${text}`;
}

/* --- price --------------------------------------------------------------------------------------- */

const MOST_COSTS = 4;
const ACCOUNTED = /^[\d.]+ (B|[KMGT]iB) (less|more) |^order-3 blocks for GFP_ATOMIC /;	// a row tells it
const MOST_ROWS = 6;

function priceRow(label, old, now, show) {
	return element('tr', {}, element('th', { scope: 'row' }, label), element('td', { className: 'n' }, ...figureText(old, show)),
		element('td', { className: 'n' }, ...figureText(now, show)),
		element('td', { className: 'n strong' }, signed(valueOf(now) - valueOf(old), show)));
}

export function showPrice(diff) {
	if (!diff.differs) {
		$('price').replaceChildren(element('p', { className: 'faint' }, 'Nothing is changed yet. Pull a slider below.'));
		return;
	}
	const rows = diff.account.filter(({ id }) => id !== 'part').slice(0, MOST_ROWS).map(({ label, old, new: now }) => priceRow(label, old, now, mebibytes));
	const blocks = diff.headroom.filter(({ order, request }) => order === 3 && request === 'GFP_ATOMIC');

	for (const row of blocks)
		rows.push(priceRow('order-3 atomic blocks', row.old, row.new, plain));
	const findings = diff.findings.filter(({ change }) => change === 'new' || change === 'worse');
	const told = [...findings.map(({ severity, message }) => `${severity}: ${message}`), ...diff.costs.filter((cost) => !ACCOUNTED.test(cost))];

	$('price').replaceChildren(
		element('div', { className: 'scroll' }, element('table', {}, element('thead', {}, element('tr', {},
			...['MiB', 'before', 'now', 'change'].map((head, i) => element('th', { scope: 'col', className: i ? 'n' : '' }, head)))),
		element('tbody', {}, ...rows))),
		element('ul', {}, ...told.slice(0, MOST_COSTS).map((cost) => element('li', {}, cost))));
}

/* --- needs --------------------------------------------------------------------------------------- */

export function showNeeds(needs, remove) {
	const rows = needs.map(({ need, target, value, met, unit }, i) => {
		const has = value === null ? 'under load: simulate' : `${valueOf(value)} of ${target} ${unit}`;

		return element('li', { className: met ? 'met' : 'missed' },
			element('span', { className: `pill ${met ? 'good' : met === null ? 'warn' : 'bad'}` }, met ? 'met' : met === null ? 'open' : 'missed'),
			element('span', { className: 'what' }, need, element('br'), element('small', { className: 'faint' }, has,
				value !== null && isEstimate(value) ? ` (${value.low}..${value.high})` : '')),
			element('button', { type: 'button', className: 'small', 'aria-label': `Remove the need ${need}`, onclick: () => remove(i) }, 'Remove'));
	});

	const met = needs.filter((row) => row.met).length;

	$('needs-met').textContent = needs.length ? `${met} of ${needs.length} needs met` : '';
	$('needs-met').className = `pill ${met === needs.length ? 'good' : 'bad'}`;
	$('needs-met').hidden = needs.length === 0;
	$('needs').replaceChildren(...(rows.length ? rows : [element('li', { className: 'faint' }, 'No need is stated.')]));
}

/* --- regions ------------------------------------------------------------------------------------- */

const shortName = (path) => path.replace(/^\/reserved-memory\//, '');

function slider(region, what, label, least, most, step, change) {
	const show = what === 'size' ? sizeText : hex;
	const range = element('input', { type: 'range', min: least, max: most, step, 'aria-label': `${label} of ${shortName(region.path)}` });
	const field = element('input', { type: 'text', 'aria-label': `${label} of ${shortName(region.path)}, as text`, spellcheck: false });

	range.addEventListener('input', () => change(Number(range.value)));
	field.addEventListener('change', () => {
		const value = parseSize(field.value);

		if (Number.isSafeInteger(value) && value >= 0)
			change(value);
		field.setAttribute('aria-invalid', Number.isNaN(value));
	});
	return {
		range,
		row: element('div', { className: 'slide' }, element('span', {}, label), range, field),
		set(value) {
			if (value > Number(range.max))
				range.max = value;
			range.value = value;
			range.setAttribute('aria-valuetext', show(value));
			if (document.activeElement !== field)
				field.value = show(value);
		},
	};
}

const MOST_CARDS = 100;
const MANY = 12;

/* Those whose name or user is sought, as far as a page can hold them. */
export function chosenRegions(regions, sought) {
	const found = regions.filter(({ path, why }) => `${path} ${why}`.toLowerCase().includes(sought.toLowerCase()));
	const left = found.length - MOST_CARDS;

	$('find').hidden = regions.length < MANY;
	$('regions-left').textContent = left > 0 ? `${left} more: say what to find.` : found.length ? '' : regions.length ? 'None is called so.' : 'The tree reserves nothing.';
	return found.slice(0, MOST_CARDS);
}

/* One card a region; `change` is told the path and what is to be otherwise (undefined: as it is). */
export function makeRegions(regions, change) {
	const cards = new Map();

	for (const region of regions) {
		const base = Number(region.base);
		const step = region.granule;
		const set = (what, old) => (value) => change(region.path, { [what]: value === old ? undefined : value }, what);
		const size = slider(region, 'size', 'Size', step, Math.max(region.room - (region.room % step), region.size), step, set('size', region.size));
		const start = region.bank.size ? Number(region.bank.base) : base;
		const place = slider(region, 'base', 'Place', start + ((base - start) % step), Math.max(start + region.bank.size - region.size, base), step,
			set('base', base));
		const kinds = [['', `as it is: ${region.kind}`], ['no-map', 'no-map'], ['reusable', 'reusable'], ['removed', 'removed']]
			.filter(([value]) => value !== region.kind && (region.may.convert || value === '' || value === 'removed'));
		const kind = element('select', {
			className: 'small', 'aria-label': `Kind of ${shortName(region.path)}`,
			onchange: () => change(region.path, { kind: kind.value || undefined }, 'kind'),
		}, ...kinds.map(([value, text]) => element('option', { value }, text)));
		const undo = element('button', {
			type: 'button', className: 'small', hidden: true, 'aria-label': `Undo what was changed of ${shortName(region.path)}`,
			onclick: () => change(region.path, { size: undefined, base: undefined, kind: undefined }, null),
		}, 'As it was');
		const may = region.may.resize && region.size > 0;
		const card = element('li', { 'data-path': region.path },
			element('div', { className: 'head' }, element('span', { className: 'name' }, shortName(region.path)), kind),
			element('small', {}, region.why ?? ''));

		if (may)
			card.append(size.row, element('details', {}, element('summary', {}, region.dynamic ? 'Place (the kernel chooses)' : 'Place'), place.row));
		card.append(undo);
		cards.set(region.path, {
			card,
			show(edit = {}) {
				size.set(edit.size ?? region.size);
				place.set(edit.base ?? base);
				kind.value = edit.kind ?? '';
				undo.hidden = Object.keys(edit).length === 0;
				card.classList.toggle('changed', !undo.hidden);
				size.range.disabled = place.range.disabled = edit.kind === 'removed';
			},
		});
	}
	$('regions').replaceChildren(...[...cards.values()].map(({ card }) => card));
	return cards;
}

/* --- documents ----------------------------------------------------------------------------------- */

/* The body of a page that the program wrote, which escaped what it took from the files. What is as before stays. */
export function showDocument(into, html) {
	const now = new DOMParser().parseFromString(html, 'text/html').querySelector('body > main');
	const before = into.querySelector(':scope > main');

	if (!before || before.childElementCount !== now.childElementCount) {
		into.replaceChildren(now);
		return;
	}
	[...now.children].forEach((part, i) => {
		if (!part.isEqualNode(before.children[i]))
			before.children[i].replaceWith(part);
	});
}
