// SPDX-License-Identifier: GPL-2.0-or-later
// The page: files come in, edits are tried, what comes of them is shown.
import { EMPTY, History, editLines, fromFragment, optionWords, toFragment, withOption, withRegion } from './edits.mjs';
import { asFile, boardOf, capturesOf, inflate, one, readFile, together, wordsOf } from './files.mjs';
import { Machine, Stopped } from './machine.mjs';
import { $, chosenRegions, element, makeRegions, showDocument, showNeeds, showPrice } from './view.mjs';

const data = JSON.parse($('data').textContent);
const board = $('board') && JSON.parse($('board').textContent);	// of report --what-if
const history = new History();
const LEARN_MS = 30000;
let machine, files = [], words = [], cards = new Map(), regions = [];
let link = fromFragment(location.hash), linked = location.hash.length > 1;
let busy = false, again = false, opened = false, isExample = false, boards = 0;

export async function unpack(id) {
	const bytes = Uint8Array.from(atob($(id).textContent.trim()), (letter) => letter.charCodeAt(0));

	return inflate(bytes);
}

function say(text, bad = false) {
	$('status').textContent = text;
	$('status').classList.toggle('bad', bad);
}

const fail = (error) => say(error.message, true);

/* --- trials ---------------------------------------------------------------------------------- */

const currentWords = () => optionWords(history.now, words);
const measuredWords = () => capturesOf(files) ? ['--measured', capturesOf(files)] : [];

/* One at a time; what comes meanwhile is tried once, as it is then. */
async function attempt() {
	if (!opened)
		return;
	if (busy) {
		again = true;
		return;
	}
	busy = true;
	const begun = performance.now(), of = boards;

	try {
		const result = await machine.try([...measuredWords(), ...currentWords()], editLines(history.now), history.now.needs, true);

		if (of !== boards)
			throw new Stopped('');
		show(result);
		performance.measure('trial', { start: begun, detail: result.computed });
		say(summary(result.diff.new));
	} catch (error) {
		if (of === boards)
			fail(error);
	}
	busy = false;
	document.body.dataset.trials = Number(document.body.dataset.trials ?? 0) + 1;
	if (again) {
		again = false;
		attempt();
	}
}

const summary = ({ model, kernel, boots }) =>
	`${model ?? boardOf(files).name}, Linux ${kernel}: ${boots ? 'memory layout accepted' : 'it does not boot, see the findings'}`;

function show(result) {
	showPrice(result.diff);
	showNeeds(result.needs, (i) => change({ ...history.now, needs: history.now.needs.filter((_, at) => at !== i) }));
	showDocument($('report'), result.page);
	for (const [path, card] of cards)
		card.show(history.now.regions[path]);
}

function showControls() {
	$('undo').disabled = !history.canUndo;
	$('redo').disabled = !history.canRedo;
	$('reset').disabled = history.now === EMPTY;
	for (const name of ['ddr', 'kernel', 'pageSize', 'cmdline'])
		if (document.activeElement !== $(name))
			$(name).value = history.now.options[name] ?? '';
	for (const [path, card] of cards)
		card.show(history.now.regions[path]);
}

function change(next, what = null) {
	history.set(next, what);
	refresh();
}

function refresh() {
	showControls();
	attempt();
}

/* --- files ----------------------------------------------------------------------------------- */

async function take(added) {
	files = together(files, added);
	words = wordsNow();
	try {
		if (added.some(({ kind }) => kind === 'bundle'))
			await learn();
		if (boardOf(files))
			await openBoard(added);
		else
			$('work').hidden = false;
		if (added.some(({ kind }) => kind === 'log'))
			await explain();
		if (!boardOf(files) && !one(files, 'log'))
			say('Drop a tree or a boot image, too.');
	} catch (error) {
		fail(error);
	}
}

const wordsNow = () => [...(isBuiltIn() ? board.words : []), ...wordsOf(files)];

/* A capture tells what the kernel is: as `dtcarve profile --capture`. Somebody's own profile tells it better. */
async function learn() {
	if (one(files, 'profile') || one(files, 'config') || isBuiltIn())
		return;
	say('Learning the kernel from the capture ...');
	const tree = one(files, 'tree') ? ['--board', one(files, 'tree').path] : [];
	const { out, err } = await machine.run(['profile', '--capture', one(files, 'bundle').path, ...tree], files, { patience: LEARN_MS });

	if (!out.length) {
		say(err.replace(/^dtcarve: /, '').trim(), true);
		return;
	}
	files = [...files, { name: 'learned.kernel', path: '/dropped/learned.kernel', bytes: out, kind: 'profile', learned: true }];
	words = wordsNow();
}

const isBuiltIn = () => board && one(files, 'tree')?.name === board.files[0].name;

async function openBoard(added) {
	const state = linked ? link : added.includes(boardOf(files)) ? EMPTY : history.now;

	boards++;
	opened = again = false;
	if (busy)
		machine.stop('');	// what it does is about another board
	say('Reading ...');
	history.restart(state);
	linked = false;
	regions = [];
	listRegions();
	$('work').hidden = false;
	({ regions } = await openWith(state));
	opened = true;
	$('sought').value = '';
	listRegions();
	refresh();
}

function listRegions() {
	cards = makeRegions(chosenRegions(regions, $('sought').value.trim()),
		(path, edit, what) => change(withRegion(history.now, path, edit), what && `${path} ${what}`));
	for (const [path, card] of cards)
		card.show(history.now.regions[path]);
}

/* A board that tells no memory is opened with the DDR that the page was told, or that the program proposes. */
async function openWith({ options }) {
	const own = optionWords({ options: { ddr: options.ddr } }, words);

	try {
		return await machine.open(files, own);
	} catch (error) {
		const hint = /--ddr (\w+@0x[0-9a-f]+) for example/.exec(error.message);

		if (error instanceof Stopped || !hint || options.ddr)
			throw error;
		history.restart(withOption(history.now, 'ddr', hint[1]));
		return machine.open(files, ['--ddr', hint[1], ...words]);
	}
}

/* An option was typed: where the board waits for it, it is read again. */
async function setOption(name) {
	change(withOption(history.now, name, $(name).value.trim() || undefined));
	if (!opened && boardOf(files))
		await openBoard([]);
}

async function explain() {
	const board = boardOf(files) ? ['--dtb', boardOf(files).path, ...boardless(currentWords())] : [];
	const { out, err } = await machine.run(['explain', '--format', 'html', ...board, one(files, 'log').path], files, { patience: 20000 });

	showAnswer(out, err);
}

const boardless = (all) => all.filter((word) => word !== boardOf(files)?.path);

function showAnswer(out, err) {
	if (out.length === 0) {
		say(err.replace(/^dtcarve: /, '').trim() || 'Nothing was found.', true);
		return;
	}
	showDocument($('answer-body'), new TextDecoder().decode(out));
	$('answer').hidden = false;
	$('answer').focus();
	$('answer').scrollIntoView({ block: 'start' });
}

/* --- the planner and the simulation ----------------------------------------------------------- */

/* The board as it is edited now, and what a command is told of it. */
async function editedBoard() {
	const path = '/edited/board.dtb';
	const tree = boardOf(files).path;

	return {
		words: currentWords().filter((word, i, all) => word !== '--overlay' && all[i - 1] !== '--overlay').map((word) => (word === tree ? path : word)),
		files: [...files, { path, bytes: await machine.take('dtb') }],
	};
}

async function suggest() {
	if (history.now.needs.length === 0) {
		say('Add a need first: what is to be had at boot?', true);
		return;
	}
	const needs = history.now.needs.flatMap((need) => ['--need', need]);
	const policy = one(files, 'policy') ? ['--policy', one(files, 'policy').path] : [];

	say('Looking for a plan ...');
	const { out, err } = await running(['suggest', '--format', 'json', ...needs, ...policy, ...evidence(), ...currentWords()], files, null);
	const plan = out.length ? JSON.parse(new TextDecoder().decode(out)) : null;

	if (!plan) {
		say(err.replace(/^dtcarve: /, '').trim(), true);
		return;
	}
	applyPlan(plan);
}

/* Peaks of the pools: what the log and the captures saw. */
const evidence = () => [one(files, 'log')?.path, capturesOf(files)].filter(Boolean).flatMap((path) => ['--evidence', path]);

/* Which pool is larger than it need be. */
async function pools() {
	const board = await editedBoard();
	const { out, err } = await machine.run(['pools', '--format', 'html', ...evidence(), ...board.words], board.files, { patience: 20000 });

	showAnswer(out, err);
}

/* What requests can get in the captured state, whatever the board is edited to. */
async function headroomNow() {
	const { out, err } = await machine.run(['headroom', '--format', 'html', '--state', capturesOf(files), ...boardless(currentWords())], files,
		{ patience: 20000 });

	showAnswer(out, err);
}

/* A plan as edits, so that each can be pulled further or undone. */
function applyPlan(plan) {
	let next = { ...history.now, regions: {} };
	const left = [];

	for (const { path, action, from, to, dynamic, successor } of plan.changes) {
		const edit = {};

		if (action === 'remove')
			edit.kind = 'removed';
		else if (action === 'convert' && !/-pool@/.test(successor ?? ''))
			left.push(path);
		else if (action === 'convert')
			edit.kind = 'reusable';
		if (to.size && to.size !== from.size)
			edit.size = to.size;
		if (!dynamic && to.size && to.base !== from.base)
			edit.base = Number(to.base);
		if (!left.includes(path))
			next = withRegion(next, path, edit);
	}
	change(next);
	say(plan.met ? `A plan meets the needs: ${plan.changes.length} changes.` : `No plan meets the needs. ${plan.obstacles?.[0] ?? ''}`, !plan.met);
	if (left.length)
		say(`Left to the command line, as the kernel is to choose the place: ${left.join(', ')}`);
}

async function simulate() {
	const load = loads().find(({ name }) => name === $('workload').value).words;
	const fromCapture = $('start').value === 'captured';
	const board = fromCapture ? { words: ['--state', capturesOf(files), ...boardless(currentWords())], files } : await editedBoard();

	say('Simulating ...');
	const { out, err } = await running(['simulate', '--format', 'html', ...load, ...board.words], board.files, (share) => { $('progress').value = share; });

	say('Simulated.');
	showAnswer(out, err);
}

async function running(command, given, progress) {
	$('cancel').hidden = false;
	$('progress').hidden = !progress;
	$('progress').value = 0;
	try {
		return await machine.run(command, given, { progress });
	} finally {
		$('cancel').hidden = true;
		$('progress').hidden = true;
	}
}

/* --- to take away ----------------------------------------------------------------------------- */

const NAMES = { dtso: 'edits.dtso', dtbo: 'edits.dtbo', dtb: 'board.dtb', html: 'report.html', ini: 'policy.ini', json: 'report.json' };

async function artefact(kind) {
	if (kind !== 'ini')
		return machine.take(kind);
	const board = await editedBoard();
	const { out, err } = await machine.run(['policy', '--init', ...board.words], board.files, { patience: 5000 });

	if (!out.length)
		throw new Error(err);
	return out;
}

async function download(kind) {
	const bytes = await artefact(kind);
	const stem = boardOf(files).name.replace(/(\.tar)?\.[^.]*$/, '');
	const name = `${stem}-${NAMES[kind]}`;
	const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));

	element('a', { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
	say(`${name}: ${bytes.length} bytes`);
}

async function copyLink() {
	const url = `${location.href.split('#')[0]}#${toFragment(history.now)}`;

	window.history.replaceState(null, '', url);
	try {
		await navigator.clipboard.writeText(url);
		say('The link is copied. It holds the edits, not the tree: whoever opens it drops the tree.');
	} catch {
		say('The link stands in the address bar. It holds the edits, not the tree.');
	}
}

/* --- the case study --------------------------------------------------------------------------- */

const STORY = { path: '/reserved-memory/vcodec@90000000', give: 160 * 2 ** 20, need: 'order=3 gfp=GFP_ATOMIC count=32000' };

const builtIn = (list) => Promise.all(list.map(async ({ name, gz }) => asFile(name, await inflate(Uint8Array.from(atob(gz), (letter) => letter.charCodeAt(0))))));

async function openBuiltIn(list) {
	await take(await builtIn(list));
}

async function openExample() {
	const given = await builtIn(data.example);

	files = [];
	await take(given.filter(({ kind }) => kind !== 'log'));
	files = together(files, given.filter(({ kind }) => kind === 'log'));
	if (history.now.needs.length === 0)
		change({ ...history.now, needs: [STORY.need] });
	listLoads();
	isExample = true;
	$('story').hidden = false;
}

function pullForTheStory() {
	const region = regions.find(({ path }) => path === STORY.path);

	change(withRegion(history.now, STORY.path, { size: region.size - STORY.give }));
	cardOf(STORY.path).scrollIntoView({ block: 'center' });
	cardOf(STORY.path).querySelector('input').focus();
}

const cardOf = (path) => cards.get(path).card;

/* --- wiring ----------------------------------------------------------------------------------- */

const loads = () => [
	...(one(files, 'log') ? [{ name: 'of the log', words: ['--from-log', one(files, 'log').path] }] : []),
	...(one(files, 'bundle') ? [{ name: 'of the capture', words: ['--from-capture', one(files, 'bundle').path] }] : []),
	...data.workloads.map((name) => ({ name, words: ['--workload', name] })),
];

function listLoads() {
	$('workload').replaceChildren(...loads().map(({ name }) => element('option', { value: name }, name)));
	$('start').value = 'boot';
	for (const control of [$('start').closest('label'), $('headroom-now')])
		control.hidden = !capturesOf(files);
}

async function dropped(list) {
	$('story').hidden = true;
	if (isExample)
		files = [];
	isExample = false;
	const added = await Promise.all([...list].map(readFile));

	await take(added);
	listLoads();
}

const guard = (action) => async (...given) => {
	try {
		await action(...given);
	} catch (error) {
		fail(error);
	}
};

function wire() {
	$('open').addEventListener('change', guard(async () => {
		await dropped($('open').files);
		$('open').value = '';
	}));
	addEventListener('dragover', (event) => {
		event.preventDefault();
		$('drop').hidden = false;
	});
	addEventListener('dragleave', (event) => {
		if (!event.relatedTarget)
			$('drop').hidden = true;
	});
	addEventListener('drop', guard(async (event) => {
		event.preventDefault();
		$('drop').hidden = true;
		await dropped(event.dataTransfer.files);
	}));
	const step = (which) => () => {
		history[which]();
		refresh();
	};

	$('undo').addEventListener('click', step('undo'));
	$('redo').addEventListener('click', step('redo'));
	$('reset').addEventListener('click', () => change(EMPTY));
	addEventListener('change', () => history.settle());
	addEventListener('keydown', (event) => {
		if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || event.target.matches?.('input:not([type=range])'))
			return;
		event.preventDefault();
		step(event.shiftKey ? 'redo' : 'undo')();
	});
	for (const name of ['ddr', 'kernel', 'pageSize', 'cmdline'])
		$(name).addEventListener('change', guard(() => setOption(name)));
	$('sought').addEventListener('input', listRegions);
	$('what-if').addEventListener('submit', (event) => event.preventDefault());
	$('need-add').addEventListener('click', () => change({
		...history.now,
		needs: [...history.now.needs, `order=${$('need-order').value} gfp=${$('need-mask').value} count=${$('need-count').value.trim()}`],
	}));
	$('suggest').addEventListener('click', guard(suggest));
	$('pools').addEventListener('click', guard(pools));
	$('headroom-now').addEventListener('click', guard(headroomNow));
	$('simulate').addEventListener('click', guard(simulate));
	$('cancel').addEventListener('click', () => machine.stop('Cancelled.'));
	for (const button of document.querySelectorAll('[data-take]'))
		button.addEventListener('click', guard(() => download(button.dataset.take)));
	$('link').addEventListener('click', guard(copyLink));
	$('example').addEventListener('click', guard(openExample));
	$('story-log').addEventListener('click', guard(explain));
	$('story-map').addEventListener('click', () => document.querySelector('#report #account, #report h2')?.scrollIntoView());
	$('story-do').addEventListener('click', pullForTheStory);
	$('answer-close').addEventListener('click', () => {
		$('answer').hidden = true;
		$('what-if').focus();
	});
	$('need-order').replaceChildren(...Array.from({ length: 12 }, (_, order) => element('option', { selected: order === 3 }, String(order))));
	$('kernels').replaceChildren(...data.kernels.map((value) => element('option', { value })));
	listLoads();
}

async function begin() {
	wire();
	machine = await Machine.start(new TextDecoder().decode(await unpack('worker')), await unpack('wasm'));
	if (board)
		await openBuiltIn(board.files);
	else if (linked)
		say('This link holds edits. Drop the tree that they are for.');
	else
		await openExample();
	document.body.dataset.ready = 'yes';
}

begin().catch(fail);
