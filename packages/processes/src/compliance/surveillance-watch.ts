import type { CommandId } from '@bellwether/domain';
import { SurveillanceMonitor, type FoundAlert } from '@bellwether/domain/surveillance';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { submit } from '../runtime/submit.ts';
import type { KeptMonitor, KeptMonitors } from './kept-state.ts';

export interface SurveillanceWatchOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  /** Undefined: nothing is kept, and each start begins with the first fact. */
  readonly kept: KeptMonitors | undefined;
  /** Whether the log has an event of that id at that position. */
  readonly holds: (position: bigint, eventId: string) => Promise<boolean>;
  readonly logger: Logger;
}

/** Beginnings of the names of the streams that it follows. */
export const WATCHED_STREAMS: readonly string[] = [
  'trading-',
  'account-',
  'beneficialOwner-',
  'surveillanceRule-',
];
/** What it knows is written down at most so often, ms. */
const SAVE_EVERY_MS = 30_000;

/**
 * Runs the rules of surveillance over the log as it grows and raises what they find as facts. What it knows is written down
 * behind the alerts that follow from it, and an alert's id follows from what it says: a start after a crash finds again
 * what was not raised, and raises nothing twice.
 */
export class SurveillanceWatch {
  readonly #options: SurveillanceWatchOptions;
  #position = -1n;
  #eventId = '';
  #savedAtMs = 0;
  #saved = -1n;

  constructor(options: SurveillanceWatchOptions) {
    this.#options = options;
  }

  /** Commit position up to which everything is looked at. */
  get position(): bigint {
    return this.#position;
  }

  /** Runs until the signal. @throws NotSentError; errors of the log that trying again cannot help. */
  async run(): Promise<void> {
    const { runtime, reading } = this.#options;
    const kept = await this.#load();
    const monitor = new SurveillanceMonitor({ state: kept?.state });
    this.#position = this.#saved = kept?.position ?? -1n;
    this.#eventId = kept?.eventId ?? '';
    this.#savedAtMs = runtime.runtime.monotonicMs();
    for await (const message of runtime.follow(WATCHED_STREAMS, kept?.position, runtime.signal)) {
      if (message.kind !== 'event') continue;
      for (const recorded of await reading.factsOf(message.event))
        for (const alert of monitor.take(recorded)) await this.#raise(alert);
      this.#position = message.position;
      this.#eventId = message.event.id;
      await this.#save(monitor);
    }
    await this.#save(monitor, true);
  }

  async #load(): Promise<KeptMonitor | undefined> {
    const { kept, holds, logger } = this.#options;
    const found = await kept?.load();
    if (found === undefined) return undefined;
    if (SurveillanceMonitor.canResume(found.state) && (await holds(found.position, found.eventId)))
      return found;
    logger.warn({ position: found.position }, 'surveillance begins with the first fact again');
    return undefined;
  }

  async #raise({ name, ...alert }: FoundAlert): Promise<void> {
    const { runtime, logger } = this.#options;
    const alertId = derivedId(name) as CommandId;
    const id = derivedId(`process/surveillance/${alertId}`) as CommandId;
    const command = { type: 'RaiseSurveillanceAlert', data: { alertId, ...alert } } as const;
    await submit(runtime, { id, process: 'surveillance', command }, logger);
    const { ruleId, owner, instrumentId } = alert;
    logger.info({ alertId, ruleId, owner, instrumentId }, 'surveillance has raised an alert');
  }

  /** Where it cannot be written, the next start takes longer: that is no reason to look away. */
  async #save(monitor: SurveillanceMonitor, isEnd = false): Promise<void> {
    const { runtime, kept, logger } = this.#options;
    const now = runtime.runtime.monotonicMs();
    const isDue = isEnd || now - this.#savedAtMs > SAVE_EVERY_MS;
    if (kept === undefined || !isDue || this.#position <= this.#saved) return;
    this.#savedAtMs = now;
    const [position, eventId] = [this.#position, this.#eventId];
    try {
      await kept.save({ position, eventId, state: monitor.state });
      this.#saved = position;
    } catch (error) {
      logger.warn({ err: error }, 'what surveillance knows could not be written down');
    }
  }
}
