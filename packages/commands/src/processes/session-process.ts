import {
  formatDate,
  newYorkTime,
  sessionSteps,
  sessionStream,
  type CivilDate,
  type CommandId,
  type SessionDecision,
} from '@bellwether/domain';
import { derivedId, type Logger } from '@bellwether/platform';
import type { Aggregates } from '../aggregates/aggregates.ts';
import { SYSTEM } from '../partition/request.ts';
import { sleep, type Runtime } from '../runtime/runtime.ts';

type SessionStepCommand = Extract<
  SessionDecision,
  { type: 'ScheduleSession' | 'EnterSessionPhase' }
>;

/** Steps are a second apart at the least; looking more often than they come costs one read of a short stream. */
const LOOK_EVERY_MS = 500;

export interface SessionProcessOptions {
  readonly sessions: Aggregates['sessions'];
  readonly runtime: Runtime;
  readonly logger: Logger;
}

/**
 * Takes the market session of each day from phase to phase by the calendar. What is due is asked of the session's own
 * stream and sent under ids that follow from day and phase, so a second process, or a start in the middle of the day, does
 * no step twice and leaves none out.
 */
export class SessionProcess {
  readonly #options: SessionProcessOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: SessionProcessOptions) {
    this.#options = options;
  }

  /** @param onFailure called when a step cannot be taken: the market would stand in the wrong phase. */
  start(onFailure: (error: unknown) => void): void {
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) onFailure(error);
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    /** Steps taken, of the day. */
    let [day, taken] = [undefined as CivilDate | undefined, 0];
    while (!signal.aborted) {
      const now = this.#options.runtime.clock();
      const { date } = newYorkTime(now);
      if (date !== day) [day, taken] = [date, 0];
      const due = sessionSteps(date).filter(({ at }) => at <= now);
      for (const { phase } of due.slice(taken)) {
        if (taken === 0) await this.#send({ type: 'ScheduleSession', data: { sessionDate: date } });
        await this.#send({ type: 'EnterSessionPhase', data: { sessionDate: date, phase } });
        taken += 1;
      }
      await sleep(this.#options.runtime, LOOK_EVERY_MS);
    }
  }

  async #send(command: SessionStepCommand): Promise<void> {
    const { runtime, logger } = this.#options;
    const { sessionDate } = command.data;
    const phase = command.type === 'EnterSessionPhase' ? command.data.phase : 'SCHEDULED';
    const day = formatDate(sessionDate);
    const id = derivedId(`session/${day}/${phase}`) as CommandId;
    const receivedAt = runtime.clock();
    const request = {
      id,
      command,
      fingerprint: 0n,
      principal: SYSTEM,
      receivedAt,
    };
    const result = await this.#options.sessions.handle(sessionStream(sessionDate), request);
    if (result.kind === 'recorded') logger.info({ day, phase }, 'market session');
    // Somebody has led the session by hand: it is ahead of the timetable, or was ended.
    if (result.kind === 'refused')
      logger.warn({ day, phase, reason: result.rejection.message }, 'market session: step refused');
  }
}
