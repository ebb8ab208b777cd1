import { SOURCES_MAX } from '../consolidate/market-options.ts';
import type { KeptSources } from './kept-sources.ts';
import type { NamedSource } from './source-definition.ts';
import type { SourceRunner } from './source-runner.ts';

/** Why a source is not added or removed. */
export const SOURCE_REFUSALS = {
  FORBIDDEN: 'The caller may not do this with sources.',
  BAD_SOURCE: 'The name or the definition does not fit its schema; the message says where.',
  EXISTS: 'There is a source of this name already.',
  UNKNOWN_SOURCE: 'There is no source of this name.',
  TOO_MANY: 'There are as many sources as a market has.',
  NOT_KEPT: 'The change could not be kept, and was not made; ask again.',
} as const;

export type SourceRefusal = keyof typeof SOURCE_REFUSALS;

/** A source was not added or removed. */
export class SourceRefusedError extends Error {
  override readonly name = 'SourceRefusedError';
  readonly code: SourceRefusal;
  constructor(code: SourceRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The sources that run, one change at a time: kept first, then made. */
export class FeedSources {
  readonly #kept: KeptSources;
  readonly #run: (source: NamedSource) => SourceRunner;
  readonly #running = new Map<string, SourceRunner>();
  #changing: Promise<unknown> = Promise.resolve();

  constructor(kept: KeptSources, run: (source: NamedSource) => SourceRunner) {
    this.#kept = kept;
    this.#run = run;
  }

  /** Those that run, in the order of their addition. */
  get running(): readonly SourceRunner[] {
    return [...this.#running.values()];
  }

  /** Starts those that are kept. @param first those that an installation begins with. @throws NotKeptError, NatsError */
  async start(first: readonly NamedSource[]): Promise<void> {
    let sources = await this.#kept.read();
    if (sources === undefined) {
      sources = first;
      if (first.length > 0) await this.#kept.write(first);
    }
    for (const source of sources) this.#running.set(source.name, this.#run(source));
  }

  /** @throws SourceRefusedError EXISTS, TOO_MANY, NOT_KEPT */
  add(source: NamedSource): Promise<void> {
    return this.#change(async () => {
      const { name } = source;
      if (this.#running.has(name))
        throw new SourceRefusedError('EXISTS', `there is a source ${name} already`);
      if (this.#running.size >= SOURCES_MAX)
        throw new SourceRefusedError('TOO_MANY', `there are ${SOURCES_MAX} sources at most`);
      await this.#keep([...this.#definitions(), source]);
      this.#running.set(name, this.#run(source));
    });
  }

  /** Resolves when nothing of it is in the market any more. @throws SourceRefusedError UNKNOWN_SOURCE, NOT_KEPT */
  remove(name: string): Promise<void> {
    return this.#change(async () => {
      const runner = this.#running.get(name);
      if (runner === undefined)
        throw new SourceRefusedError('UNKNOWN_SOURCE', `there is no source ${name}`);
      await this.#keep(this.#definitions().filter((one) => one.name !== name));
      this.#running.delete(name);
      await runner.stop();
      runner.intake?.clear();
    });
  }

  /** Stops all, and keeps them for the next start. */
  async stop(): Promise<void> {
    await this.#changing;
    await Promise.all(this.running.map((runner) => runner.stop()));
  }

  #definitions(): readonly NamedSource[] {
    return this.running.map(({ options: { name, source } }) => ({ name, source }));
  }

  async #keep(sources: readonly NamedSource[]): Promise<void> {
    try {
      await this.#kept.write(sources);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SourceRefusedError('NOT_KEPT', `the sources could not be kept: ${why}`, { cause });
    }
  }

  #change(work: () => Promise<void>): Promise<void> {
    const change = this.#changing.then(work);
    this.#changing = change.catch(() => undefined);
    return change;
  }
}
