import { formatDate, type CivilDate, type Command, type InstrumentId } from '@bellwether/domain';

/** Which part of the write side decides about a command. */
export type Context = 'trading' | 'account' | 'instrument' | 'session' | 'approval';

/** Where a command goes: `cmd.<context>.submit.<partition or id>.<user>`. */
export interface Route {
  readonly context: Context;
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

/** How a command finds its way: the part of the write side, and the field of its data that names the aggregate. */
interface RouteRule {
  readonly context: Context;
  /** Of trading commands the instrument, which is in one of the partitions. */
  readonly by: 'accountId' | 'instrumentId' | 'commandId' | 'sessionDate';
}

const trading = { context: 'trading', by: 'instrumentId' } as const;
const account = { context: 'account', by: 'accountId' } as const;
const instrument = { context: 'instrument', by: 'instrumentId' } as const;
const session = { context: 'session', by: 'sessionDate' } as const;

/** The way of every command. */
export const ROUTES: { readonly [T in Command['type']]: RuleFor<T> } = {
  PlaceOrder: trading,
  CancelOrder: trading,
  ReplaceOrder: trading,
  OpenAccount: account,
  DepositCash: account,
  WithdrawCash: account,
  DepositSecurities: account,
  SetTradingPermissions: account,
  SetRiskLimits: account,
  RestrictAccount: account,
  RestrictAccountInstrument: account,
  RecordLocate: account,
  ResetLossBreaker: account,
  AllocateFunds: account,
  ListInstrument: instrument,
  MoveInstrument: instrument,
  HaltInstrument: instrument,
  ResumeInstrument: instrument,
  ReviseInstrument: instrument,
  ChangeSymbol: instrument,
  PublishClose: instrument,
  RestrictInstrument: instrument,
  DelistInstrument: instrument,
  ApproveCommand: { context: 'approval', by: 'commandId' },
  ScheduleSession: session,
  EnterSessionPhase: session,
  SetKillSwitch: session,
  ReportIndex: session,
};

/** A way that names a field which the command has. */
type RuleFor<T extends Command['type']> = RouteRule & {
  readonly by: keyof Extract<Command, { readonly type: T }>['data'];
};

/** Where a command goes. */
export function routeOf(command: Command, partitioning: Partitioning): Route {
  const { context, by } = ROUTES[command.type];
  const named = (command.data as unknown as Readonly<Record<string, string | CivilDate>>)[by];
  if (context === 'session') return { context, key: formatDate(named as CivilDate) };
  if (context !== 'trading') return { context, key: named as string };
  const { directory, partitions } = partitioning;
  const key = directory?.get(named as InstrumentId) ?? partitionOf(named as string, partitions);
  return { context, key: `${key}` };
}

/** How a command travels: to whoever answers now, or through a queue that keeps it until it is decided. */
export type Mode = 'request' | 'durable';

/** Subject under which `user` sends to a route; the server lets nobody use another user's name. */
export function subjectOf({ context, key }: Route, user: string, mode: Mode = 'request'): string {
  return mode === 'request'
    ? `cmd.${context}.submit.${key}.${user}`
    : `cmd.durable.${context}.${key}.${user}`;
}

/** The part of the write side that a command's subject names. */
export function contextOf(subject: string): Context {
  const [, first, second] = subject.split('.');
  return (first === 'durable' ? second : first) as Context;
}

/** The key and the user that a command's subject names. */
export function parseSubject(subject: string): {
  readonly key: string;
  readonly principal: string;
} {
  const [, , , key = '', principal = ''] = subject.split('.');
  return { key, principal };
}
