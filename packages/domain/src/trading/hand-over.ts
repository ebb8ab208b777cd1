import { invariant } from '../kernel/invariant.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import type { RejectCode } from '../kernel/rejection.ts';
import { isShortSale } from '../orders/terms.ts';
import type { AccountRisk } from '../risk/account-risk.ts';
import { positionOnTheMove } from '../risk/hand-over.ts';
import { instrumentOf } from './lookups.ts';
import type { HandOverFact, MoveFact, OrderMovedFact } from './move-facts.ts';
import type { TradingState } from './state.ts';
import type { OpenOrder } from './open-orders/open-order.ts';
import { copyOf } from './open-orders/open-row.ts';

export interface HandOver {
  readonly moveId: CommandId;
  readonly instrumentId: InstrumentId;
  readonly fromPartition: number;
  readonly toPartition: number;
  /** Latest time in the ids of commands that were decided here, ns since 1970 UTC. */
  readonly commandsUntil: bigint;
  /** ns since 1970 UTC. */
  readonly movedAt: bigint;
  readonly sourcePosition: bigint;
}

/**
 * Why an instrument cannot leave, if it cannot. Options are margined together with what they are on: they and it stay
 * where they are (a choice).
 */
export function whyItStays(
  state: TradingState,
  instrumentId: InstrumentId,
): RejectCode | undefined {
  const { option, halted, suspended } = instrumentOf(state, instrumentId);
  if (!halted) return 'INSTRUMENT_NOT_HALTED';
  if (option !== undefined || suspended === true) return 'NOT_MOVABLE';
  for (const other of state.instruments.values())
    if (other.option?.underlyingId === instrumentId) return 'NOT_MOVABLE';
  return undefined;
}

/** All that leaves with an instrument, as facts to be recorded in this order: orders go before the positions they close. */
export function handOver(state: TradingState, move: HandOver): readonly HandOverFact[] {
  const { moveId, instrumentId, movedAt, sourcePosition } = move;
  const instrument = instrumentOf(state, instrumentId);
  const orders = state.orders.ofInstrument(instrumentId);
  const byAccount = Map.groupBy(orders, (order) => order.accountId);
  const positions = [...state.accounts.values()]
    .filter(({ accountId, risk }) => byAccount.has(accountId) || concerns(risk, instrumentId))
    .map(({ accountId }) => accountId);
  const { risk, shortSales } = instrument;
  const header: HandOverFact = {
    type: 'InstrumentMovedOut',
    data: {
      ...move,
      phase: instrument.phase,
      referencePrice: instrument.referencePrice,
      lastSale: instrument.lastSale,
      mark: risk.mark,
      lowerBand: instrument.lowerBand,
      upperBand: instrument.upperBand,
      ...(shortSales.through === undefined
        ? {}
        : { shortSalesRestrictedThrough: shortSales.through }),
      shortSalesRestricted: risk.shortSaleRestricted,
      entrySequence: instrument.entrySequence,
      trades: instrument.trades,
      positions: positions.length,
      orders: orders.length,
    },
  };
  return [
    header,
    ...orders.map((order): HandOverFact => {
      // Where it arrives it gets another number.
      const { ref: _, ...along } = copyOf(order);
      const fees = feesAlong(state, order);
      return {
        type: 'OrderMovedOut',
        data: { ...along, moveId, movedAt, sourcePosition, ...fees },
      };
    }),
    ...positions.map((accountId) =>
      positionFact(state, move, accountId, byAccount.get(accountId) ?? []),
    ),
  ];
}

function feesAlong(
  { orderFees }: TradingState,
  { orderId }: OpenOrder,
): { readonly fees?: NonNullable<OrderMovedFact['data']['fees']> } {
  const kept = orderFees.get(orderId);
  if (kept === undefined) return {};
  const { day, lines, ...fees } = kept;
  const copies = lines.map((line) => ({ ...line }));
  return { fees: { ...fees, lines: copies, ...(day === undefined ? {} : { day }) } };
}

function concerns({ exposures, locates }: AccountRisk, instrumentId: InstrumentId): boolean {
  if (exposures.has(instrumentId)) return true;
  for (const locate of locates.values())
    if (locate.instrumentId === instrumentId && locate.used > 0n) return true;
  return false;
}

function positionFact(
  state: TradingState,
  { moveId, instrumentId, sourcePosition }: HandOver,
  accountId: AccountId,
  orders: readonly OpenOrder[],
): HandOverFact {
  const account = state.accounts.get(accountId);
  invariant(account !== undefined, `account ${accountId} is not admitted`);
  const locatesOpen = new Map<string, bigint>();
  let reserved = 0n;
  for (const { locateId, side, leaves, reserved: held } of orders) {
    reserved += held;
    if (locateId !== undefined && isShortSale(side))
      locatesOpen.set(locateId, (locatesOpen.get(locateId) ?? 0n) + leaves);
  }
  const { risk } = instrumentOf(state, instrumentId);
  const along = positionOnTheMove(account.risk, risk, reserved, locatesOpen);
  return {
    type: 'PositionMovedOut',
    data: {
      moveId,
      accountId,
      instrumentId,
      ...along,
      receivables: [...along.receivables],
      unpaid: [...along.unpaid],
      locates: [...along.locates],
      sourcePosition,
    },
  };
}

/**
 * What a hand-over means where it arrives: positions before the orders that close them.
 * @param contents as the other partition recorded it.
 */
export function takeOver(
  contents: readonly HandOverFact[],
  sourcePosition: bigint,
): readonly MoveFact[] {
  const [header] = contents;
  invariant(header?.type === 'InstrumentMovedOut', 'a hand-over begins with its instrument');
  const facts: MoveFact[] = [
    { type: 'InstrumentMovedIn', data: { ...header.data, sourcePosition } },
  ];
  for (const fact of contents)
    if (fact.type === 'PositionMovedOut')
      facts.push({ type: 'PositionMovedIn', data: { ...fact.data, sourcePosition } });
  for (const fact of contents)
    if (fact.type === 'OrderMovedOut')
      facts.push({ type: 'OrderMovedIn', data: { ...fact.data, sourcePosition } });
  const { positions, orders } = header.data;
  invariant(
    facts.length === 1 + positions + orders,
    `a hand-over of ${facts.length} facts is torn`,
  );
  return facts;
}
