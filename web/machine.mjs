// SPDX-License-Identifier: GPL-2.0-or-later
// The page's side of the Worker: asks, waits, and ends it where a board takes too long.

export const PATIENCE_MS = 2000;

export class Stopped extends Error {}

export class Machine {
	#source;
	#module;
	#worker = null;
	#asked = new Map();
	#next = 1;
	#board = null;	// what a new Worker is told again

	/* The Worker's script as text, the program as bytes. */
	static async start(source, wasm) {
		const machine = new Machine();

		machine.#source = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
		machine.#module = await WebAssembly.compile(wasm);
		return machine;
	}

	#begin() {
		this.#worker = new Worker(this.#source);
		this.#worker.onmessage = ({ data }) => this.#hear(data);
		this.#worker.onerror = (event) => this.stop(event.message);
		this.#post('module', { module: this.#module });
	}

	#hear(data) {
		if (data.progress !== undefined) {
			this.onprogress?.(data.progress);
			return;
		}
		const asked = this.#asked.get(data.id);

		this.#asked.delete(data.id);
		clearTimeout(asked?.timer);
		if (data.error === undefined)
			asked?.resolve(data.result);
		else
			asked?.reject(new Error(data.error));
	}

	#post(action, data, patience = 0) {
		return new Promise((resolve, reject) => {
			const id = this.#next++;
			const timer = patience ? setTimeout(() => this.stop(`stopped: it took more than ${patience / 1000} seconds`), patience) : 0;

			this.#asked.set(id, { resolve, reject, timer });
			this.#worker.postMessage({ id, action, ...data });
		});
	}

	/* Whatever it does is over; the next question goes to a new one. */
	stop(why) {
		this.#worker?.terminate();
		this.#worker = null;
		for (const { reject, timer } of this.#asked.values()) {
			clearTimeout(timer);
			reject(new Stopped(why));
		}
		this.#asked.clear();
	}

	async #ready() {
		if (this.#worker)
			return;
		this.#begin();
		if (this.#board)
			await this.#post('open', this.#board, PATIENCE_MS);
	}

	async open(files, words) {
		this.#board = null;
		await this.#ready();
		const editable = await this.#post('open', { files, words }, PATIENCE_MS);

		this.#board = { files, words };
		return editable;
	}

	async try(words, edits, needs, page) {
		await this.#ready();
		try {
			return await this.#post('try', { words, edits, needs, page }, PATIENCE_MS);
		} catch (error) {
			if (!(error instanceof Stopped))
				this.stop('');	// the program ends where an option is wrong
			throw error;
		}
	}

	async take(artefact) {
		return this.#post('take', { artefact });
	}

	async run(words, files, { patience = 0, progress = null } = {}) {
		this.onprogress = progress;
		await this.#ready();
		return this.#post('run', { words, files, progress: Boolean(progress) }, patience);
	}
}
