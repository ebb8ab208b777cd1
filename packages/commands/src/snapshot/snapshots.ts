import type { Logger } from '@bellwether/platform/log';
import type { FoldedJournal } from '../replica/replica.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';
import type { SnapshotFiles } from './snapshot-files.ts';

/** Snapshots kept: the newest, and one to fall back on when its bytes are damaged. */
const KEPT = 2;

/** The snapshots of one partition. */
export class Snapshots {
  readonly #files: SnapshotFiles;
  readonly #partition: number;
  readonly #fold: string;
  readonly #logger: Logger;

  /** @param fold fingerprint of what snapshots mean here: one that means something else is left aside. */
  constructor(files: SnapshotFiles, partition: number, fold: string, logger: Logger) {
    this.#files = files;
    this.#partition = partition;
    this.#fold = fold;
    this.#logger = logger;
  }

  /** Writes what a journal folds to, and removes snapshots that are no longer needed. */
  async save(folded: FoldedJournal): Promise<void> {
    const revision = `${folded.head.revision}`.padStart(19, '0');
    const bytes = encodeSnapshot(this.#partition, this.#fold, folded);
    await this.#files.write(`partition-${this.#partition}.${revision}.snapshot`, bytes);
    for (const name of (await this.#names()).slice(KEPT)) await this.#files.remove(name);
  }

  /**
   * The newest snapshot that is whole and that `holds`; undefined where there is none: then the whole journal is read.
   * @param holds whether the journal still has the batch at which the snapshot was taken.
   */
  async latest(
    holds: (folded: FoldedJournal) => Promise<boolean>,
  ): Promise<FoldedJournal | undefined> {
    for (const name of await this.#names()) {
      const folded = await this.#decode(name);
      if (folded === undefined) continue;
      if (await holds(folded)) return folded;
      this.#logger.warn({ snapshot: name }, 'snapshot is not of this journal');
    }
    return undefined;
  }

  async #decode(name: string): Promise<FoldedJournal | undefined> {
    try {
      return decodeSnapshot(this.#partition, this.#fold, await this.#files.read(name));
    } catch (error) {
      this.#logger.warn({ err: error, snapshot: name }, 'snapshot left aside');
      return undefined;
    }
  }

  /** Newest first. */
  async #names(): Promise<readonly string[]> {
    const own = `partition-${this.#partition}.`;
    const names = await this.#files.list();
    return names
      .filter((name) => name.startsWith(own) && name.endsWith('.snapshot'))
      .toSorted()
      .toReversed();
  }
}
