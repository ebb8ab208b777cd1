import { account } from '../../accounts/account.ts';
import { priceAlerts } from '../../alerts/price-alerts.ts';
import { alertWebhook } from '../../alerts/webhook.ts';
import { approval } from '../../approvals/approval.ts';
import { recordsRegister } from '../../compliance/retention/register.ts';
import { surveillanceCase } from '../../compliance/surveillance/cases.ts';
import { beneficialOwner } from '../../compliance/surveillance/owners.ts';
import { surveillanceRules } from '../../compliance/surveillance/rule-settings.ts';
import { corporateActions } from '../../corporate-actions/corporate-actions.ts';
import { expiration } from '../../expiration/expiration.ts';
import { marginCalls } from '../../margin-calls/margin-calls.ts';
import { buyIns } from '../../buy-ins/buy-ins.ts';
import { interest } from '../../interest/interest.ts';
import { instrument } from '../../instruments/instrument.ts';
import { ORDER_COMMANDS } from '../../orders/commands.ts';
import { venueFees } from '../../fees/venue-fees.ts';
import type { CommandDefinition, Definition, MessageOf } from '../schema/definition.ts';
import { modelPortfolio } from '../../rebalancing/model-portfolio.ts';
import { rebalancing } from '../../rebalancing/rebalancing.ts';
import { reports } from '../../reports/reports.ts';
import { reconciliation } from '../../reconciliation/reconciliation.ts';
import { clearing } from '../../settlement/clearing.ts';
import { settlementRun } from '../../settlement/settlement-run.ts';
import { marketSession } from '../../sessions/market-session.ts';
import { symbolHolder } from '../../symbols/symbol.ts';
import { tradeBusts } from '../../trade-busts/trade-busts.ts';
import { fundsTransfer } from '../../transfers/funds-transfer.ts';
import { TRADING_FACTS } from '../../trading/facts.ts';
import { defineCommands, type CommandGroup, type CommandRoute } from '../schema/aggregate.ts';
import { byName } from '../schema/by-name.ts';

/** Every kind of aggregate that has streams of its own. A new one is a line here. */
export const AGGREGATES = {
  accounts: account,
  instruments: instrument,
  sessions: marketSession,
  approvals: approval,
  transfers: fundsTransfer,
  symbols: symbolHolder,
  alerts: priceAlerts,
  venueFees,
  corporateActions,
  alertWebhook,
  reports,
  clearing,
  settlementRun,
  buyIns,
  reconciliation,
  modelPortfolio,
  rebalancing,
  expiration,
  marginCalls,
  interest,
  tradeBusts,
  surveillanceCase,
  beneficialOwner,
  surveillanceRules,
  recordsRegister,
} as const;

type Aggregates = typeof AGGREGATES;
type AnyAggregate = Aggregates[keyof Aggregates];

/** The part of the write side that decides orders; any other is an aggregate's, and may be asked of any partition. */
export const TRADING_CONTEXT = 'trading';

/** Orders are decided by the trading partitions, whose facts stand in their journals. */
const ORDERS = defineCommands({
  description: 'Orders',
  route: { context: TRADING_CONTEXT, by: 'instrumentId' },
  commands: ORDER_COMMANDS,
});

/** Everything that takes commands. */
const GROUPS: readonly CommandGroup<readonly CommandDefinition[]>[] = [
  ORDERS,
  ...Object.values(AGGREGATES),
];

/** Everything a client may ask. */
export type Command = MessageOf<(typeof ORDER_COMMANDS)[number] | AnyAggregate['commands'][number]>;

/** Facts of the aggregates' streams. */
export type ColdFact = MessageOf<AnyAggregate['facts'][number]>;

/** Every command that a client may send, by type. @throws DeclarationError where two have one name. */
export const COMMANDS: ReadonlyMap<string, CommandDefinition> = byName(
  'command',
  GROUPS.flatMap(({ commands }) => commands),
);

/** Where every command goes, by type. */
export const ROUTES: ReadonlyMap<string, CommandRoute> = new Map(
  GROUPS.flatMap(({ route, commands }) => commands.map(({ type }) => [type, route] as const)),
);

/** The aggregate that decides a command, by the command's type; none for those that the trading partitions decide. */
export const AGGREGATE_OF: ReadonlyMap<string, keyof Aggregates> = new Map(
  Object.entries(AGGREGATES).flatMap(([kind, { commands }]) =>
    commands.map(({ type }) => [type, kind as keyof Aggregates] as const),
  ),
);

/** The parts of the write side that take commands, as subjects name them, and what each is about. */
export const CONTEXTS: ReadonlyMap<string, string> = contextsOf(GROUPS);

/** Aggregates that are not traded with, and their facts, by the first part of the streams' names: `<category>-<id>`. */
export const COLD_CATEGORIES: Readonly<Record<string, readonly Definition[]>> = Object.fromEntries(
  Object.values(AGGREGATES).map(({ category, facts }) => [category, facts]),
);

/** Categories of the streams whose facts concern the trading partitions. */
export const FOLLOWED_CATEGORIES: readonly string[] = Object.values(AGGREGATES)
  .filter(({ followedByTrading }) => followedByTrading)
  .map(({ category }) => category);

/** Every fact of the aggregates' streams, by type. @throws DeclarationError where two have one name. */
export const COLD_FACTS: ReadonlyMap<string, Definition> = byName(
  'fact',
  Object.values(AGGREGATES).flatMap(({ facts }): readonly Definition[] => facts),
);

/** The first part of the name of a trading journal: `trading-<partition>`. */
export const JOURNAL_CATEGORY = 'trading';

/** Every fact of the trading journals, by type. */
export const HOT_FACTS: ReadonlyMap<string, Definition> = byName('fact', TRADING_FACTS);

/** Where aggregates share a context, the first one says what it is about. */
function contextsOf(groups: typeof GROUPS): ReadonlyMap<string, string> {
  const contexts = new Map<string, string>();
  for (const { route, description, commands } of groups)
    if (commands.length > 0 && !contexts.has(route.context))
      contexts.set(route.context, description);
  return contexts;
}
