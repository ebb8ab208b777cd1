import { ACCOUNT_COMMANDS, type AccountCommand } from '../account/commands.ts';
import { ACCOUNT_FACTS, type AccountFact } from '../account/facts.ts';
import { APPROVAL_COMMANDS, type ApprovalCommand } from '../approval/commands.ts';
import { APPROVAL_FACTS, type ApprovalFact } from '../approval/facts.ts';
import { INSTRUMENT_COMMANDS, type InstrumentCommand } from '../instrument/commands.ts';
import { INSTRUMENT_FACTS, type InstrumentFact } from '../instrument/facts.ts';
import { ORDER_COMMANDS, type OrderCommand } from '../order/commands.ts';
import type { Definition } from '../schema/definition.ts';
import { SESSION_COMMANDS, type SessionCommand } from '../session/commands.ts';
import { SESSION_FACTS, type SessionFact } from '../session/facts.ts';
import { SYMBOL_FACTS, type SymbolFact } from '../symbol/facts.ts';
import { TRANSFER_COMMANDS, type TransferCommand } from '../transfer/commands.ts';
import { TRANSFER_FACTS, type FundsTransferFact } from '../transfer/facts.ts';
import { TRADING_FACTS } from '../trading/facts.ts';

/** Everything a client may ask. */
export type Command =
  | AccountCommand
  | ApprovalCommand
  | InstrumentCommand
  | OrderCommand
  | SessionCommand
  | TransferCommand;

/** Facts of the streams of accounts, instruments, symbols, market sessions, approvals and transfers. */
export type ColdFact =
  | AccountFact
  | ApprovalFact
  | InstrumentFact
  | SessionFact
  | FundsTransferFact
  | SymbolFact;

/** Every command that a client may send, by type. */
export const COMMANDS: ReadonlyMap<string, Definition> = byType([
  ...ACCOUNT_COMMANDS,
  ...INSTRUMENT_COMMANDS,
  ...ORDER_COMMANDS,
  ...APPROVAL_COMMANDS,
  ...SESSION_COMMANDS,
  ...TRANSFER_COMMANDS,
]);

/** Aggregates that are not traded with, and their facts, by the first part of the streams' names: `<category>-<id>`. */
export const COLD_CATEGORIES: Readonly<Record<string, readonly Definition[]>> = {
  account: ACCOUNT_FACTS,
  instrument: INSTRUMENT_FACTS,
  marketSession: SESSION_FACTS,
  approval: APPROVAL_FACTS,
  fundsTransfer: TRANSFER_FACTS,
  symbol: SYMBOL_FACTS,
};

/** Every fact of the streams of accounts, instruments, sessions, approvals, transfers and symbols, by type. */
export const COLD_FACTS: ReadonlyMap<string, Definition> = byType(
  Object.values(COLD_CATEGORIES).flat(),
);

/** The first part of the name of a trading journal: `trading-<partition>`. */
export const JOURNAL_CATEGORY = 'trading';

/** Every fact of the trading journals, by type. */
export const HOT_FACTS: ReadonlyMap<string, Definition> = byType([...TRADING_FACTS]);

function byType(definitions: readonly Definition[]): ReadonlyMap<string, Definition> {
  const map = new Map(definitions.map((definition) => [definition.type, definition]));
  if (map.size !== definitions.length) throw new TypeError('two definitions share a type');
  return map;
}
