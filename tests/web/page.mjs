// SPDX-License-Identifier: GPL-2.0-or-later
// The page of `make web` in Chromium: what a person does with it, and what it must never do.
//	node page.mjs PAGE BOARDS [--shots DIR]    BOARDS: a folder with the trees that tests/web/page makes
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [pageFile, boards, , shots] = process.argv.slice(2);
const require = createRequire(`${process.env.DRIVER}/`);
const { chromium } = require('playwright-core');
const program = process.env.DTCARVE ?? 'dtcarve';
const scratch = mkdtempSync(join(tmpdir(), 'dtcarve-page-'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const patience = 30000;
let passed = 0, failed = 0;

function judge(right, what) {
	if (right)
		passed++;
	else
		failed++;
	if (!right)
		console.log(`FAIL: ${what}`);
}

const same = (found, wanted, what) => judge(JSON.stringify(found) === JSON.stringify(wanted), `${what}: ${JSON.stringify(found)?.slice(0, 300)}, not ${JSON.stringify(wanted)?.slice(0, 300)}`);

/* A visit: what it says on the console and asks of the network is held against it. */
async function visit(name, { fragment = '', file = pageFile, before = () => {}, ...options }, run) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
	const page = await context.newPage();
	const troubles = [];

	page.on('console', (message) => ['error', 'warning'].includes(message.type()) && troubles.push(message.text()));
	page.on('pageerror', (error) => troubles.push(error.message));
	page.on('request', (request) => /^(file|blob|data):/.test(request.url()) || troubles.push(`asks for ${request.url()}`));
	await page.addInitScript(before);
	try {
		await page.goto(pathToFileURL(file).href + fragment);
		await page.waitForSelector('body[data-ready]', { timeout: patience });
		await run(page);
	} catch (error) {
		judge(false, `${name}: ${error.message}`);
	}
	same(troubles, [], `${name}: console and network`);
	await context.close();
}

const trials = (page) => page.evaluate(() => Number(document.body.dataset.trials ?? 0));

/* Does it, and waits until what it leads to is shown. */
async function after(page, action) {
	const before = await trials(page);

	await action();
	await page.waitForFunction((count) => Number(document.body.dataset.trials ?? 0) > count, before, { timeout: patience });
}

const open = (page, ...files) => page.setInputFiles('#open', files.map((file) => file.includes('/') ? file : join(boards, file)));
const card = (page, path) => page.locator(`[data-path="${path}"]`);

async function slide(page, path, value, which = 'Size') {
	const range = card(page, path).locator(`input[type=range][aria-label^="${which}"]`);

	await after(page, () => range.evaluate((input, to) => {
		input.value = to;
		input.dispatchEvent(new Event('input', { bubbles: true }));
	}, value));
}

async function download(page, kind) {
	const [file] = await Promise.all([page.waitForEvent('download', { timeout: patience }), page.click(`[data-take=${kind}]`)]);
	const path = join(scratch, file.suggestedFilename());

	await file.saveAs(path);
	return path;
}

/* What the program on Linux says, without what names the file. */
function report(tree, ...options) {
	const said = JSON.parse(execFileSync(program, ['report', '--format', 'json', ...options, tree], { maxBuffer: 2 ** 26 }));

	return facts(said);
}

function facts({ input, ...rest }) {
	return { model: input.model, ...rest };
}

const shown = async (page) => facts(JSON.parse(readFileSync(await download(page, 'json'), 'utf8')));
const shot = (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`) });

/* --- what a person does ----------------------------------------------------------------------- */

const VCODEC = '/reserved-memory/vcodec@90000000';
const MIB = 2 ** 20;

async function story() {
	await visit('story', {}, async (page) => {
		judge(await page.isVisible('#story'), 'story: a first visit shows it');
		same(await page.textContent('#needs .pill'), 'missed', 'story: the need');
		await shot(page, 'first-visit');
		await page.click('#story-log');
		await page.waitForSelector('#answer:not([hidden])', { timeout: patience });
		judge(/order 3/.test(await page.textContent('#answer-body')), 'story: the log is explained');
		await page.click('#answer-close');
		await after(page, () => page.click('#story-do'));
		same(await page.textContent('#needs .pill'), 'met', 'story: the need behind the slider');
		judge(/GFP_ATOMIC/.test(await page.textContent('#price')) || /atomic/.test(await page.textContent('#price')), 'story: the price is told');
		await shot(page, 'need-met');
	});
}

async function figures() {
	await visit('figures', {}, async (page) => {
		await after(page, () => open(page, 'camera.dtb'));
		same(await shown(page), report(join(boards, 'camera.dtb')), 'figures: as dropped');
		const cards = await page.locator('[data-path]').evaluateAll((list) => list.map((each) => ({
			path: each.dataset.path, least: Number(each.querySelector('input[type=range]')?.min), value: Number(each.querySelector('input[type=range]')?.value),
		})));

		for (const { path, least, value } of cards.filter((each) => each.value > each.least).slice(0, 3))
			await slide(page, path, Math.max(least, Math.floor(value / 2 / least) * least));
		await after(page, () => card(page, cards[0].path).locator('select').selectOption('removed'));
		await after(page, async () => {
			await page.fill('#kernel', '5.10');
			await page.press('#kernel', 'Enter');
		});
		await shot(page, 'what-if');
		same(await shown(page), report(await download(page, 'dtb'), '--kernel', '5.10'), 'figures: of the changed tree');
		judge(readFileSync(await download(page, 'html'), 'utf8').startsWith('<!DOCTYPE html>'), 'figures: the report page');
		judge(/no-map-max|\[board|cma/.test(readFileSync(await download(page, 'ini'), 'utf8')), 'figures: the policy');
		await overlays(page);
		await after(page, () => page.click('#undo'));
		await after(page, () => page.click('#reset'));
		same(await shown(page), report(join(boards, 'camera.dtb')), 'figures: undone');
	});
}

/* As a figure's doubt is told everywhere: \u00b1 of what is even, else both ends. */
function told({ value, low, high }) {
	const mib = (bytes, round) => (round(bytes / MIB * 10) / 10).toFixed(1);
	const [less, more] = [mib(value - low, Math.ceil), mib(high - value, Math.ceil)];
	const isEven = value > low && high > value && Math.abs(less - more) < 0.15;

	return `${mib(value, Math.round)} ${isEven ? `\u00b1${[less, more].sort((a, b) => b - a)[0]}` : `${mib(low, Math.floor)}..${mib(high, Math.ceil)}`}`;
}

/* What an edit costs is what `diff` says of both trees. */
async function price() {
	await visit('price', {}, async (page) => {
		await after(page, () => open(page, 'camera.dtb'));
		await after(page, () => card(page, '/reserved-memory/encoder@94000000').locator('select').selectOption('removed'));
		let diff;

		try {
			asked('diff', '--format', 'json', join(boards, 'camera.dtb'), await download(page, 'dtb'));
		} catch (differs) {
			diff = JSON.parse(differs.stdout);
		}
		const rows = await page.locator('#price tbody tr').evaluateAll((list) => list.map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent)));
		const wanted = diff.account.filter(({ id }) => id !== 'part').slice(0, 6)
			.map((row) => [row.label, ...[row.old, row.new].map((figure) => (typeof figure === 'object' ? told(figure) : (figure / MIB).toFixed(1)))]);

		same(rows.slice(0, wanted.length), wanted, 'price: the account');
		judge(!/ (less|more) /.test(await page.textContent('#price')), 'price: what a row tells is not told again');
	});
}

/* Both overlays do to the tree what the page did. */
async function overlays(page) {
	const dtc = process.env.DTC ?? 'dtc', compiled = join(scratch, 'source.dtbo');
	const now = report(await download(page, 'dtb'), '--kernel', '5.10');

	execFileSync(dtc, ['-q', '-I', 'dts', '-O', 'dtb', '-o', compiled, await download(page, 'dtso')]);
	for (const overlay of [compiled, await download(page, 'dtbo')]) {
		const options = ['--kernel', '5.10', '--overlay', overlay];

		same(report(join(boards, 'camera.dtb'), ...options).account, now.account, `overlay ${overlay}`);
		same(report(join(boards, 'camera.dtb'), ...options).zones, now.zones, `overlay ${overlay}: zones`);
	}
}

async function kinds() {
	await visit('kinds', {}, async (page) => {
		for (const [path, kind] of [[VCODEC, 'reusable'], ['/reserved-memory/camera@d0000000', 'no-map']])
			await after(page, () => card(page, path).locator('select').selectOption(kind));
		await slide(page, '/reserved-memory/vio@c0000000', 0xd0000000 - 160 * MIB, 'Place');
		same(await page.getAttribute('#status', 'class') ?? '', '', `kinds: ${await page.textContent('#status')}`);
		const profile = join(boards, 'uniphier-ld20.kernel'), board = join(boards, 'ld20.dtb');
		const now = report(await download(page, 'dtb'), '--kernel', profile);

		same(await shown(page), now, 'kinds: of the changed tree');
		judge(now.regions.some((region) => /vcodec-pool@/.test(region.path) && region.kind === 'cma'), 'kinds: a pool of the carve-out');
		judge(now.regions.some((region) => /camera-carveout@/.test(region.path) && region.kind === 'no-map'), 'kinds: a carve-out of the pool');
		for (const kindOf of ['dtbo', 'dtso']) {
			let overlay = await download(page, kindOf);

			if (kindOf === 'dtso') {
				const source = overlay;

				overlay = join(scratch, 'kinds.dtbo');
				execFileSync(process.env.DTC ?? 'dtc', ['-q', '-I', 'dts', '-O', 'dtb', '-o', overlay, source]);
			}
			same(report(board, '--kernel', profile, '--overlay', overlay).account, now.account, `kinds: .${kindOf} applied`);
		}
	});
}

async function plan() {
	await visit('suggest', {}, async (page) => {
		await after(page, () => page.click('#suggest'));
		same(await page.textContent('#needs .pill'), 'met', `suggest: ${await page.textContent('#status')}`);
		judge(await page.locator('.regions .changed').count() > 0, 'suggest: the sliders show the plan');
		await page.selectOption('#workload', 'idle');
		await page.click('#simulate');
		await page.waitForFunction(() => document.getElementById('progress').value > 0, null, { timeout: patience });
		await page.waitForSelector('#answer:not([hidden])', { timeout: patience });
		await page.selectOption('#workload', 'camera');
		await page.click('#simulate');
		await page.waitForSelector('#cancel:not([hidden])');
		await page.click('#cancel');
		await page.waitForFunction(() => document.getElementById('status').textContent === 'Cancelled.');
		await after(page, () => page.click('#undo'));
		same(await page.textContent('#needs .pill'), 'missed', 'suggest: undone, behind a cancelled simulation');
	});
}

async function keyboard() {
	await visit('keyboard', {}, async (page) => {
		const range = card(page, VCODEC).locator('input[type=range]').first();
		const before = await range.inputValue();

		await page.keyboard.press('Tab');
		same(await page.evaluate(() => document.activeElement.className), 'skip', 'keyboard: the way past the head');
		await page.keyboard.press('Enter');
		for (let i = 0; i < 60 && !(await range.evaluate((input) => input === document.activeElement)); i++)
			await page.keyboard.press('Tab');
		await after(page, () => page.keyboard.press('ArrowLeft'));
		judge(Number(await range.inputValue()) < Number(before), 'keyboard: an arrow pulls the slider');
		await after(page, () => page.keyboard.press('Control+z'));
		same(await range.inputValue(), before, 'keyboard: undo');
		const nameless = await page.locator('button, input, select, textarea, progress').evaluateAll((list) => list
			.filter((each) => !(each.getAttribute('aria-label') || each.labels?.length || each.textContent.trim())).map((each) => each.outerHTML));

		same(nameless, [], 'keyboard: controls without a name');
	});
}

async function phone(colorScheme) {
	await visit(`phone, ${colorScheme}`, { viewport: { width: 390, height: 844 }, colorScheme }, async (page) => {
		await after(page, () => page.click('#story-do'));
		same(await page.evaluate(() => document.documentElement.scrollWidth), 390, `phone, ${colorScheme}: nothing to scroll sideways for`);
		await shot(page, `phone-${colorScheme}`);
	});
}

async function contrast() {
	for (const colorScheme of ['light', 'dark'])
		await visit(`contrast, ${colorScheme}`, { colorScheme }, async (page) => {
			const weak = await page.evaluate(weakTexts);

			same(weak, [], `contrast, ${colorScheme}`);
			await shot(page, `wide-${colorScheme}`);
		});
}

/* In the page: texts of the controls whose contrast is below 4.5. */
function weakTexts() {
	const light = (colour) => {
		const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
			const share = part / 255;

			return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});

		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const ground = (each) => {
		for (let at = each; at; at = at.parentElement) {
			const colour = getComputedStyle(at).backgroundColor;

			if (!/, 0\)$/.test(colour))
				return colour;
		}
		return 'rgb(255,255,255)';
	};

	return [...document.querySelectorAll('.top *, .story *, .panel *')]
		.filter((each) => [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) && !each.disabled && each.offsetParent)
		.map((each) => {
			const [a, b] = [light(getComputedStyle(each).color), light(ground(each))].sort((x, y) => y - x);

			return { text: each.textContent.trim().slice(0, 30), contrast: (a + 0.05) / (b + 0.05) };
		})
		.filter((each) => each.contrast < 4.5);
}

async function links() {
	let fragment;

	await visit('link', {}, async (page) => {
		await after(page, () => page.click('#story-do'));
		await page.click('#link');
		await page.waitForFunction(() => location.hash.length > 1);
		fragment = await page.evaluate(() => location.hash);
		judge(fragment.length < 400 && /vcodec/.test(fragment), `link: ${fragment}`);
	});
	await visit('linked', { fragment }, async (page) => {
		judge(/Drop the tree/.test(await page.textContent('#status')), 'link: the tree is asked for');
		await after(page, () => open(page, 'ld20.dtb'));
		same(await card(page, VCODEC).locator('input[type=range]').first().inputValue(), String(96 * MIB), 'link: the edit is there');
	});
}

async function both() {
	await visit('tree and log', {}, async (page) => {
		await after(page, () => open(page, 'ld20.dtb', 'uniphier-ld20.log', 'uniphier-ld20.kernel'));
		await page.waitForSelector('#answer:not([hidden])', { timeout: patience });
		judge(/order 3/.test(await page.textContent('#answer-body')), 'both: the log is explained');
		same(await shown(page), report(join(boards, 'ld20.dtb'), '--kernel', join(boards, 'uniphier-ld20.kernel')), 'both: the profile is the kernel');
	});
}

/* The answer that a button leads to, as text. */
async function answer(page, button) {
	await page.evaluate(() => { document.getElementById('answer').hidden = true; });
	await page.click(button);
	await page.waitForSelector('#answer:not([hidden])', { timeout: patience });
	return page.textContent('#answer-body');
}

const asked = (...words) => execFileSync(program, words, { maxBuffer: 2 ** 26 }).toString();

/* Each row of the headroom stands in the answer. */
function holdHeadroom(found, ...words) {
	const { headroom } = JSON.parse(asked('headroom', '--format', 'json', ...words));
	const count = ({ blocks }) => String(blocks.value ?? blocks);

	same(headroom.filter((row) => !found.includes(count(row))).map(count), [], `captures: headroom ${words.join(' ')}`);
}

/* What dtcarve-capture brings is board, kernel, measurement, evidence and state. */
async function captures() {
	const tar = join(boards, 'quiet.tar.gz'), busy = join(boards, 'busy.tar.gz'), kernel = join(scratch, 'learned.kernel');

	asked('profile', '--capture', tar, '-o', kernel);
	await visit('capture', {}, async (page) => {
		await after(page, () => open(page, 'quiet.tar.gz'));
		const wanted = report(tar, '--kernel', kernel, '--measured', tar), found = await shown(page);

		judge(wanted.measured.figures.length > 10, 'captures: something was measured');
		same({ ...found, measured: found.measured?.figures }, { ...wanted, measured: wanted.measured.figures }, 'captures: board, learned kernel, measured');
		judge(/27 as predicted/.test(await page.textContent('#report #measured')), 'captures: the page tells it');
		await shot(page, 'capture');
		holdHeadroom(await answer(page, '#headroom-now'), '--kernel', kernel, '--state', tar);
		judge(/frames/.test(await answer(page, '#pools')), 'captures: which pool is oversized');
		await page.selectOption('#start', 'captured');
		await page.selectOption('#workload', 'of the capture');
		judge(/simulat/i.test(await answer(page, '#simulate')), 'captures: simulated from the captured state');
		await slide(page, await page.locator('[data-path]').first().getAttribute('data-path'), 8 * MIB);
		judge((await shown(page)).measured === undefined, 'captures: an edit is held against nothing');
	});
	await visit('capture beside a tree', {}, async (page) => {
		const board = join(boards, 'camera.dtb'), options = ['--evidence', busy, '--kernel', kernel];

		asked('profile', '--capture', busy, '--board', board, '-o', kernel);
		await after(page, () => open(page, 'camera.dtb', 'busy.tar.gz'));
		same((await shown(page)).account, report(board, '--kernel', kernel).account, 'captures: the tree is the board');
		const told = JSON.parse(asked('pools', '--format', 'json', ...options, board)).pools.filter(({ cut }) => cut);
		const text = await answer(page, '#pools');

		judge(told.length > 0 && told.every(({ name }) => text.includes(name)), 'captures: evidence of the pools');
	});
	await visit('captured files', {}, async (page) => {
		await after(page, () => open(page, 'camera.dtb', ...['zoneinfo', 'pagetypeinfo'].map((name) => join(boards, 'loose', name))));
		holdHeadroom(await answer(page, '#headroom-now'), '--state', join(boards, 'loose'));
	});
}

/* A board whose boot loader tells the memory: DDR is asked for, and taken from the field. */
async function memory() {
	await visit('memory', {}, async (page) => {
		await open(page, 'nowhere.dtb');
		await page.waitForFunction(() => /--ddr/.test(document.getElementById('status').textContent), null, { timeout: patience });
		await after(page, async () => {
			await page.fill('#ddr', '512M@0x80000000');
			await page.press('#ddr', 'Enter');
		});
		same((await shown(page)).account, report(join(boards, 'nowhere.dtb'), '--ddr', '512M@0x80000000').account, 'memory: the DDR that was told');
	});
}

/* The page of one board, which `report --what-if` writes: with its kernel, and all else that was told. */
async function whatIf() {
	const page = join(scratch, 'what-if.html'), kernel = join(boards, 'uniphier-ld20.kernel');
	const options = ['--kernel', kernel, '--cmdline', 'cma=32M quiet', '--fdt-base', '0x8a000000'];

	execFileSync(program, ['report', '--format', 'html', '--what-if', '-o', page, ...options, join(boards, 'ld20.dtb')]);
	judge(statSync(page).size <= 2 ** 20, `what-if: ${statSync(page).size} bytes`);
	await visit('what-if', { file: page }, async (shownPage) => {
		judge(!(await shownPage.isVisible('#story')), 'what-if: no story');
		const wanted = report(join(boards, 'ld20.dtb'), ...options), found = await shown(shownPage);

		same([found.account, found.zones, found.headroom], [wanted.account, wanted.zones, wanted.headroom], 'what-if: the figures');
		await slide(shownPage, VCODEC, 96 * MIB);
		const changed = await download(shownPage, 'dtb');

		same((await shown(shownPage)).account, report(changed, ...options).account, 'what-if: the figures of an edit');
	});
}

/* Nothing hangs the page: it says what is wrong, or that it stopped, and takes the next tree. */
async function hostile() {
	await visit('hostile', {}, async (page) => {
		for (const name of readdirSync(join(boards, 'hostile'))) {
			const begun = Date.now();

			await open(page, join(boards, 'hostile', name));
			await page.waitForFunction(() => !/^(Reading|$)/.test(document.getElementById('status').textContent), null, { timeout: patience }).catch(() => {});
			await page.waitForTimeout(50);
			judge(Date.now() - begun < 20000,	// a machine that does much else is slow
				 `hostile ${name}: ${Date.now() - begun} ms`);
		}
		await open(page, 'ld20.dtb');
		await page.waitForFunction(() => /LD20.*accepted/.test(document.getElementById('status').textContent), null, { timeout: patience });
	});
}

/* In the page, before all else: Workers whose memory cannot grow. */
function keepWorkersSmall() {
	const Whole = Blob;

	window.Blob = function (parts, options) {
		const isScript = options?.type === 'text/javascript';

		return new Whole(isScript ? ['WebAssembly.Memory.prototype.grow = () => { throw new RangeError("no memory"); };', ...parts] : parts, options);
	};
}

/* A tree that takes more memory than there is: it is said, and the next one is taken. */
async function outOfMemory() {
	await visit('out of memory', { before: keepWorkersSmall }, async (page) => {
		await after(page, () => open(page, 'smallest.dtb'));
		await open(page, join(boards, 'hostile', 'many.dtb'));
		await page.waitForFunction(() => !/^(Reading|$|.*accepted)/.test(document.getElementById('status').textContent), null, { timeout: patience });
		same(await page.textContent('#status'), 'out of memory', 'memory is out');
		await after(page, () => open(page, 'smallest.dtb'));
		same((await shown(page)).account, report(join(boards, 'smallest.dtb')).account, 'out of memory: the next tree');
	});
}

async function speed() {
	for (const name of ['smallest', 'ld20', 'fifty', 'wide']) {
		await visit(`speed ${name}`, {}, async (page) => {
			await after(page, () => open(page, `${name}.dtb`));
			await page.waitForTimeout(100);
			const range = page.locator('[data-path] input[type=range]').first();
			const [least, step, most] = await range.evaluate((input) => [input.min, input.step, input.max].map(Number));

			await page.evaluate(() => performance.clearMeasures());
			for (let i = 0; i < 21 && most > least; i++)
				await after(page, () => range.evaluate((input, to) => {
					input.value = to;
					input.dispatchEvent(new Event('input', { bubbles: true }));
				}, least + (i % Math.max(2, Math.floor((most - least) / step))) * step));
			const taken = await page.evaluate(() => performance.getEntriesByName('trial').map((each) => [each.detail, each.duration]));
			const [computed, times] = [0, 1].map((which) => taken.map((each) => each[which]).sort((a, b) => a - b));
			const half = Math.floor(times.length / 2), median = times[half];

			console.log(`slider ${name}: ${times.length} trials, median ${computed[half]?.toFixed(1)} ms in the Worker, ` +
				`${median?.toFixed(1)} ms until shown, slowest ${times.at(-1)?.toFixed(1)} ms`);
			judge(name === 'smallest' || times.length >= 20, `speed ${name}: ${times.length} trials`);
			judge(!(median > 1000), `speed ${name}: median ${median} ms`);	// a machine that does much else is slow
		});
	}
}

const all = { story, figures, price, kinds, plan, keyboard, phone: async () => {
	await phone('light');
	await phone('dark');
}, contrast, links, both, captures, memory, whatIf, hostile, outOfMemory, speed };
const chosen = (process.env.ONLY ?? Object.keys(all).join(' ')).split(' ');

for (const name of chosen)
	await all[name]();
await browser.close();
rmSync(scratch, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
