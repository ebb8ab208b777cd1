import type { Writable } from 'node:stream';

/** Where a part stands. */
export interface PartProgress {
  /** @param done so much since the last call. */
  add(done: number): void;
  end(): void;
}

/** Says on which part a long command is, how far it has come, how fast, and how long it will take. */
export interface Progress {
  /** @param unit what is counted: `facts`. @param total as many as it will about be; absent: not known. */
  begin(what: string, unit: string, total?: number): PartProgress;
}

/** Says nothing. */
export const SILENT: Progress = {
  begin: () => ({ add: () => undefined, end: () => undefined }),
};

const LINE_MS = 5_000;
const TERMINAL_MS = 250;

/**
 * Writes a line as each part begins and ends, and every few seconds in between; on a terminal one line that changes.
 * @param title of the command.
 */
export class WrittenProgress implements Progress {
  readonly #title: string;
  readonly #out: Writable & { readonly isTTY?: boolean };
  readonly #clock: () => number;

  /** @param clock ms. */
  constructor(
    title: string,
    out: Writable & { readonly isTTY?: boolean },
    clock: () => number = () => performance.now(),
  ) {
    this.#title = title;
    this.#out = out;
    this.#clock = clock;
  }

  begin(what: string, unit: string, total?: number): PartProgress {
    const began = this.#clock();
    const every = this.#out.isTTY === true ? TERMINAL_MS : LINE_MS;
    let [done, told] = [0, began];
    const of = total === undefined ? '' : ` of about ${total}`;
    this.#say(total === undefined ? `${what} …` : `${what}: 0${of} ${unit}`, false);
    return {
      add: (more) => {
        done += more;
        const now = this.#clock();
        if (now - told < every) return;
        told = now;
        const rate = done / ((now - began) / 1_000);
        const left =
          total === undefined ? '' : `, ${Math.ceil(Math.max(0, total - done) / rate)} s left`;
        this.#say(`${what}: ${done}${of} ${unit}, ${Math.round(rate)}/s${left}`, false);
      },
      end: () => {
        const seconds = (this.#clock() - began) / 1_000;
        this.#say(`${what}: ${done} ${unit} in ${seconds.toFixed(1)} s`, true);
      },
    };
  }

  #say(text: string, isEnd: boolean): void {
    const line = `${this.#title}: ${text}`;
    this.#out.write(
      this.#out.isTTY === true ? `\r\u001B[K${line}${isEnd ? '\n' : ''}` : `${line}\n`,
    );
  }
}
