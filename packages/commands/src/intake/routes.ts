import { formatDate, type Command, type InstrumentId } from '@bellwether/domain';

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

/** Where a command goes. */
export function routeOf(command: Command, partitioning: Partitioning): Route {
  switch (command.type) {
    case 'PlaceOrder':
    case 'CancelOrder':
    case 'ReplaceOrder': {
      const { instrumentId } = command.data;
      const { directory, partitions } = partitioning;
      const key = directory?.get(instrumentId) ?? partitionOf(instrumentId, partitions);
      return { context: 'trading', key: `${key}` };
    }
    case 'OpenAccount':
    case 'DepositCash':
    case 'WithdrawCash':
    case 'DepositSecurities':
    case 'SetTradingPermissions':
    case 'SetRiskLimits':
    case 'RestrictAccount':
    case 'RestrictAccountInstrument':
    case 'RecordLocate':
    case 'ResetLossBreaker':
    case 'AllocateFunds':
      return { context: 'account', key: command.data.accountId };
    case 'ListInstrument':
    case 'MoveInstrument':
    case 'HaltInstrument':
    case 'ResumeInstrument':
    case 'ReviseInstrument':
    case 'ChangeSymbol':
    case 'PublishClose':
    case 'RestrictInstrument':
    case 'DelistInstrument':
      return { context: 'instrument', key: command.data.instrumentId };
    case 'ApproveCommand':
      return { context: 'approval', key: command.data.commandId };
    case 'ScheduleSession':
    case 'EnterSessionPhase':
    case 'SetKillSwitch':
    case 'ReportIndex':
      return { context: 'session', key: formatDate(command.data.sessionDate) };
  }
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
