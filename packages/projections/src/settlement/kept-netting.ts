import { jsonCodec, NETTING_ANSWER, type JsonSchema, type NettingAnswer } from '@bellwether/domain';
import type { ReadModels } from '../read-model/read-models.ts';
import { netting, type Netting } from './netting.ts';

/** Lines of one answer: NATS carries 1 MiB, a line has some 250 bytes. */
const PAGE_LINES = 2_000;

const codec = jsonCodec<NettingAnswer>(NETTING_ANSWER as unknown as JsonSchema);

const kept = new WeakMap<object, KeptNetting>();

/** A page of what a run is about; null where there is no such run, or page. @param page from 1. */
export function nettingPage(
  models: Pick<ReadModels, 'db'>,
  runId: string,
  page: number,
): Promise<unknown> {
  const known = kept.get(models.db) ?? new KeptNetting();
  kept.set(models.db, known);
  return known.page(models, runId, page);
}

/** The netting of the run that was asked for last, which is asked for page by page and never changes. */
class KeptNetting {
  #runId: string | undefined;
  #netting: Promise<Netting | undefined> = Promise.resolve(undefined);

  async page(models: Pick<ReadModels, 'db'>, runId: string, page: number): Promise<unknown> {
    if (this.#runId !== runId) {
      this.#runId = runId;
      this.#netting = netting(models, runId);
    }
    const found = await this.#netting.catch((error: unknown) => this.#forget(error));
    if (found === undefined) {
      this.#runId = undefined;
      return null;
    }
    const pages = Math.ceil(found.lines.length / PAGE_LINES);
    const lines = found.lines.slice((page - 1) * PAGE_LINES, page * PAGE_LINES);
    const ids = new Set(lines.map(({ instrumentId }) => instrumentId));
    const prices = found.prices.filter(({ instrumentId }) => ids.has(instrumentId));
    return codec.toJson({ pages, lines: [...lines], prices });
  }

  #forget(error: unknown): never {
    this.#runId = undefined;
    throw error;
  }
}
