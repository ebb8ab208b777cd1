import { formatDate, type CivilDate } from '../time/civil-date.ts';
import { ROUTES, TRADING_CONTEXT, type Command } from './registry/registry.ts';
import type { CommandRoute } from './schema/aggregate.ts';
import type { InstrumentId } from '../kernel/ids.ts';

/** Where a command goes: `cmd.<context>.submit.<partition or id>.<user>`. */
export interface Route {
  /** A part of the write side: `TRADING_CONTEXT`, or as an aggregate's declaration has it. */
  readonly context: string;
  /** The partition's number, or the aggregate's id. */
  readonly key: string;
}

/** What tells the partition of an instrument. */
export interface Partitioning {
  /** Number of partitions over which instruments are spread by their ids. */
  readonly partitions: number;
  /** Where instruments are that are not where their ids fall. */
  readonly directory?: ReadonlyMap<InstrumentId, number>;
}

/** Everything in partition 0. */
export const ONE_PARTITION: Partitioning = { partitions: 1 };

/**
 * The partition into which an id falls: FNV-1a (32 bits) of it, modulo the number of partitions, which is what
 * `partition(n, …)` of NATS's subject mappings computes. Ids are ASCII.
 */
export function partitionOf(id: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}

/** Where a command goes. */
export function routeOf(command: Command, partitioning: Partitioning): Route {
  const { context, by } = ROUTES.get(command.type) as CommandRoute;
  const named = (command.data as unknown as Readonly<Record<string, string | CivilDate>>)[by];
  if (context !== TRADING_CONTEXT)
    return { context, key: typeof named === 'string' ? named : formatDate(named as CivilDate) };
  const { directory, partitions } = partitioning;
  const key = directory?.get(named as InstrumentId) ?? partitionOf(named as string, partitions);
  return { context, key: `${key}` };
}

/** How a command travels: to whoever answers now, or through a queue that keeps it until it is decided. */
export type SendMode = 'request' | 'durable';

/** Subject under which `user` sends to a route; the server lets nobody use another user's name. */
export function subjectOf(
  { context, key }: Route,
  user: string,
  mode: SendMode = 'request',
): string {
  return mode === 'request'
    ? `cmd.${context}.submit.${key}.${user}`
    : `cmd.durable.${context}.${key}.${user}`;
}

/** The part of the write side that a command's subject names. */
export function contextOf(subject: string): string {
  const [, first, second] = subject.split('.');
  return (first === 'durable' ? second : first) ?? '';
}

/** The key and the user that a command's subject names. */
export function parseSubject(subject: string): {
  readonly key: string;
  readonly principal: string;
} {
  const [, , , key = '', principal = ''] = subject.split('.');
  return { key, principal };
}
