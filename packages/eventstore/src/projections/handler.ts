import type { ResolvedEvent, StoredEvent } from '../event/event.ts';
import type { EventFilter } from '../store/filter.ts';
import type { MayRead } from '../store/links.ts';

/** An event that a projection writes because of a source event. */
export interface Emission {
  readonly source: StoredEvent;
  readonly stream: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: string;
  /** Added to the metadata that the server writes. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
}

/** What a projection does with events: a built-in one, or JavaScript in its own context. */
export interface ProjectionHandler {
  /** Which events of `$all` it is about. */
  readonly filter: EventFilter | undefined;
  /** Reads named streams as their readers see them: links resolved, and nothing that was truncated or deleted. */
  readonly readsStreams: boolean;
  /** Whether it may see what a link leads to. */
  readonly mayRead: MayRead;
  /** Partitions whose state is in memory. */
  readonly partitions: number;
  /** Takes events in order and says what to write because of them. @throws ProjectionFault */
  process(events: readonly ResolvedEvent[]): Promise<readonly Emission[]> | readonly Emission[];
  /** Everything it knows, as text for a checkpoint. */
  snapshot(): Promise<string> | string;
  restore(snapshot: string): Promise<void> | void;
  /** JSON of a partition's state or result; '' where there is none. */
  state(partition: string): Promise<string> | string;
  result(partition: string): Promise<string> | string;
  dispose(): void;
}

/** The projection cannot go on; its status becomes Faulted with this message as the reason. */
export class ProjectionFault extends Error {
  override readonly name = 'ProjectionFault';
  readonly code = 'PROJECTION_FAULTED';
}

/** Streams of the projections themselves: they are never a source. */
export const isProjectionStream = (stream: string): boolean =>
  stream.startsWith('$projections-') || stream.startsWith('$$$projections-');
