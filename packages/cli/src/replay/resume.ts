import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How far an interrupted replay came. */
export interface ReplayMark {
  /** Commit position of the last event whose facts are written. */
  readonly position: bigint;
  /** Facts written. */
  readonly facts: number;
  /** Bytes of the target file that are whole. */
  readonly bytes: number;
}

/** Remembers, for one replay as it was asked for, how far it came. */
export class ReplayMemory {
  readonly #file: string;

  /** @param request everything that makes it this replay and no other. */
  constructor(directory: string, request: unknown) {
    const name = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16);
    this.#file = join(directory, 'replay', `${name}.json`);
  }

  get mark(): ReplayMark | undefined {
    try {
      const { position, ...rest } = JSON.parse(readFileSync(this.#file, 'utf8'));
      return { ...rest, position: BigInt(position) } as ReplayMark;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Written whole or not at all. */
  keep({ position, ...rest }: ReplayMark): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, JSON.stringify({ ...rest, position: `${position}` }));
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** It came to its end: the next one begins anew. */
  forget(): void {
    rmSync(this.#file, { force: true });
  }
}
