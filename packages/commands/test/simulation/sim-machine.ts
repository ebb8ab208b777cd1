import type { LeaseKey } from '../../src/ownership/lease-key.ts';
import type { SnapshotFiles } from '../../src/snapshot/snapshot-files.ts';
import type { SimulationOptions } from './options.ts';
import type { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

/** The key-value store's one key: writes compare and set; answers may be lost. */
export class SimLeaseKey {
  readonly #world: World;
  readonly #options: SimulationOptions;
  readonly #random: World['random'];
  #entry: { owner: string; revision: number } | undefined;
  #revision = 0;
  calm = false;

  constructor(world: World, options: SimulationOptions) {
    this.#world = world;
    this.#options = options;
    this.#random = world.random.fork();
  }

  keyOf(process: SimProcess): LeaseKey {
    return {
      read: () => this.#call(process, () => this.#entry && { ...this.#entry }),
      write: (owner, revision) =>
        this.#call(process, () => {
          if ((this.#entry?.revision ?? 0) !== revision) return undefined;
          this.#entry = { owner, revision: ++this.#revision };
          return this.#revision;
        }),
      remove: (revision) =>
        this.#call(process, () => {
          if (this.#entry?.revision === revision)
            this.#entry = { owner: '', revision: ++this.#revision };
        }),
    };
  }

  #call<T>(process: SimProcess, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const lost = !this.calm && this.#random.chance(this.#options.lost);
      this.#world.after(0.1 + this.#random.next(), () => {
        const result = work();
        const answer = lost ? () => reject(new Error('timeout')) : () => resolve(result);
        this.#world.after(lost ? 100 : 0.1 + this.#random.next(), () => process.happens(answer));
      });
    });
  }
}

/** The disk of one machine: files are whole or absent, but may rot. It outlives processes. */
export class SimDisk {
  readonly #files = new Map<string, Uint8Array>();
  readonly #world: World;
  readonly #options: SimulationOptions;
  readonly #random: World['random'];

  constructor(world: World, options: SimulationOptions) {
    this.#world = world;
    this.#options = options;
    this.#random = world.random.fork();
  }

  filesOf(process: SimProcess): SnapshotFiles {
    return {
      list: () => this.#call(process, () => [...this.#files.keys()]),
      read: (name) => this.#call(process, () => Buffer.from(this.#files.get(name) ?? [])),
      write: (name, bytes) => this.#call(process, () => this.#write(name, bytes)),
      remove: (name) => this.#call(process, () => void this.#files.delete(name)),
    };
  }

  #write(name: string, bytes: Uint8Array): void {
    const kept = Buffer.from(bytes);
    if (this.#random.chance(this.#options.diskFaults))
      kept[this.#random.between(0, kept.length - 1)]! ^= 1 << this.#random.between(0, 7);
    this.#files.set(name, kept);
  }

  #call<T>(process: SimProcess, work: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.#world.after(this.#random.next() * 2, () => {
        // A process that was killed meanwhile has not come to write.
        process.happens(() => {
          const result = work();
          this.#world.after(0.1, () => process.happens(() => resolve(result)));
        });
      });
    });
  }
}
