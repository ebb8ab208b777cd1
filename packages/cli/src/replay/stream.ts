import { followAll, headPosition } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import {
  FACT_STREAMS,
  factsOf,
  readLog,
  replayLine,
  type RecordedFact,
} from '@bellwether/projections';
import { FORWARDS, StreamNotFoundError, type AllStreamRecordedEvent } from '@eventstore/db-client';
import { CommandFailure } from '../command-line/exit.ts';
import { checkCategory } from './category.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { report, table } from '../output/report.ts';
import { withLog } from '../read-side/session.ts';

interface StreamSummary {
  readonly stream: string;
  readonly events: number;
  readonly facts: number;
  readonly lastPosition: bigint;
}

const SHOWN_MAX = 10_000;

/** Streams with facts, the busiest first. */
export async function listStreams(
  options: InstallationOptions & { category?: string },
): Promise<void> {
  if (options.category !== undefined) checkCategory(options.category);
  const streams = new Map<string, { events: number; facts: number; lastPosition: bigint }>();
  await withLog(options, async ({ eventStore }) => {
    for await (const facts of readLog(eventStore)) {
      const [first] = facts;
      if (first === undefined) continue;
      const { stream, position } = first;
      if (options.category !== undefined && !stream.startsWith(`${options.category}-`)) continue;
      const known = streams.get(stream) ?? { events: 0, facts: 0, lastPosition: 0n };
      streams.set(stream, {
        events: known.events + 1,
        facts: known.facts + facts.length,
        lastPosition: position,
      });
    }
  });
  const found = [...streams]
    .map(([stream, counts]): StreamSummary => ({ stream, ...counts }))
    .toSorted((a, b) => b.facts - a.facts);
  report(found, options.json === true, (rows) =>
    table([
      ['stream', 'events', 'facts', 'last position'],
      ...rows.map((row) => [row.stream, `${row.events}`, `${row.facts}`, `${row.lastPosition}`]),
    ]),
  );
}

/** The facts of one stream, as lines of JSON. */
export async function showStream(
  stream: string,
  options: InstallationOptions & { from?: number; limit?: number },
): Promise<void> {
  const facts = await withLog(options, async ({ eventStore }) => {
    const found: RecordedFact[] = [];
    const fromRevision = BigInt(options.from ?? 0);
    const maxCount = options.limit ?? SHOWN_MAX;
    try {
      const events = eventStore.readStream(stream, { fromRevision, maxCount, direction: FORWARDS });
      for await (const { event, commitPosition } of events) {
        if (event === undefined || commitPosition === undefined) continue;
        const position = { commit: commitPosition, prepare: commitPosition };
        const stored = { ...event, position } as unknown as AllStreamRecordedEvent;
        found.push(...(await factsOf(stored, eventStore)));
      }
    } catch (error) {
      if (error instanceof StreamNotFoundError)
        throw new CommandFailure(`there is no stream ${stream}`);
      throw error;
    }
    return found;
  });
  for (const recorded of facts) process.stdout.write(`${replayLine(recorded)}\n`);
}

/** Facts as they are recorded, of one stream or of all, until Ctrl-C. */
export async function tailStream(
  stream: string | undefined,
  options: InstallationOptions,
): Promise<void> {
  const interrupted = untilInterrupted();
  await withLog(options, async ({ eventStore }) => {
    const prefixes = stream === undefined ? FACT_STREAMS : [stream];
    const after = await headPosition(eventStore, FACT_STREAMS);
    const logger = createLogger('tail', 'silent');
    const { signal } = interrupted;
    for await (const message of followAll(eventStore, { prefixes, after, signal, logger })) {
      if (message.kind !== 'event') continue;
      if (stream !== undefined && message.event.streamId !== stream) continue;
      for (const recorded of await factsOf(message.event, eventStore))
        process.stdout.write(`${replayLine(recorded)}\n`);
    }
  }).finally(() => interrupted.dispose());
}
