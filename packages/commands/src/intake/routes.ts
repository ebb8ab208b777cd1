import { formatDate, type Command } from '@bellwether/domain';

/** Which part of the write side decides about a command. */
export type Context = 'trading' | 'account' | 'instrument' | 'session' | 'approval';

/** Where a command goes: `cmd.<context>.submit.<partition or id>.<user>`. */
export interface Route {
  readonly context: Context;
  /** The partition's number, or the aggregate's id. */
  readonly key: string;
}

/** Number of partitions that symbols are spread over, and the partition of each. */
export interface Partitioning {
  readonly partitions: number;
}

/** The only partitioning so far: everything in partition 0. */
export const ONE_PARTITION: Partitioning = { partitions: 1 };

/** The partition that trades an instrument: FNV-1a of its id, the same on every client and server. */
export function partitionOf(instrumentId: string, { partitions }: Partitioning): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < instrumentId.length; i++)
    hash = Math.imul(hash ^ instrumentId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}

/** Where a command goes. */
export function routeOf(command: Command, partitioning: Partitioning): Route {
  switch (command.type) {
    case 'PlaceOrder':
    case 'CancelOrder':
    case 'ReplaceOrder':
      return { context: 'trading', key: `${partitionOf(command.data.instrumentId, partitioning)}` };
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
      return { context: 'account', key: command.data.accountId };
    case 'ListInstrument':
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
