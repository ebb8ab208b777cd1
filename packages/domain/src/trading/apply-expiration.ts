import { assign, type Assignment, type Share } from '../expiration/assignment.ts';
import type { ExpirationDueFact } from '../expiration/facts.ts';
import type { OptionTerms } from '../instruments/terms.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, TradeId } from '../kernel/ids.ts';
import { invariant } from '../kernel/invariant.ts';
import { CENT, min, positive } from '../kernel/rounding.ts';
import type { OrderCancelledFact } from '../orders/facts.ts';
import { positionsIn, type Held } from './action-claims.ts';
import { CLEARING_HOUSE } from './clearing-house.ts';
import { coveredExercises, type Refused } from './covered-exercises.ts';
import type {
  ExpirationJournalFact,
  OptionExercisedFact,
  PositionExpiredFact,
} from './expiration-facts.ts';
import { closeFuture } from './future-variation.ts';
import { instrumentOf } from './lookups.ts';
import { ordersThatEnd } from './orders-of-expiration.ts';
import type { TradedInstrument, TradingState } from './state.ts';

type Due = ExpirationDueFact['data'];

/** OCC exercises what is a cent in the money when it expires (exercise by exception, OCC Rule 805). 1/10 000 USD. */
const EXERCISED_FROM: Money = CENT;

type Position = OptionExercisedFact | PositionExpiredFact;

/**
 * Everything that an expiration changes, as facts to be recorded in this order: its sums, what was refused, the orders that
 * end, so that none sells what is delivered, and then positions.
 */
export function applyExpiration(
  state: TradingState,
  due: Due,
  sourcePosition: bigint,
): readonly (ExpirationJournalFact | OrderCancelledFact)[] {
  const instrument = instrumentOf(state, due.instrumentId);
  const { option } = instrument;
  const price = priceOf(state, due);
  const done =
    option === undefined
      ? { refused: [], positions: closeFuture(state, due, price), exercised: 0n, assigned: 0n }
      : exerciseOption(state, due, option, price);
  const orders = ordersThatEnd(state, due, done.positions);
  const { refused, positions, exercised, assigned } = done;
  const { instrumentId, expirationId, kind, attempt, tradeDate } = due;
  return [
    {
      type: 'ExpirationApplied',
      data: {
        instrumentId,
        expirationId,
        kind,
        attempt,
        price,
        tradeDate,
        exercised,
        assigned,
        cash: positions.reduce(
          (sum, { type, data }) => (type === 'PositionExpired' ? sum + data.cash : sum),
          0n,
        ),
        positions: positions.length,
        orders: orders.length,
        sourcePosition,
      },
    },
    ...refused.map((one): ExpirationJournalFact => ({
      type: 'ExerciseRefused',
      data: { instrumentId, expirationId, ...one },
    })),
    ...orders,
    ...positions,
  ];
}

/** What decides about exercise: as somebody has said, else the official close, or without one the last sale. 0: not known. */
export function priceOf(state: TradingState, { instrumentId, settlementPrice }: Due): Price {
  const { option, risk } = instrumentOf(state, instrumentId);
  if (settlementPrice !== undefined) return settlementPrice;
  return option === undefined ? risk.mark : instrumentOf(state, option.underlyingId).risk.mark;
}

interface Done {
  readonly refused: readonly Refused[];
  readonly positions: readonly Position[];
  readonly exercised: Quantity;
  readonly assigned: Quantity;
}

function exerciseOption(state: TradingState, due: Due, option: OptionTerms, price: Price): Done {
  const held = positionsIn(state, due.instrumentId);
  const intrinsic = option.right === 'CALL' ? price - option.strike : option.strike - price;
  const { exercises, refused } = coveredExercises(state, due, option, held);
  const isByException = intrinsic >= EXERCISED_FROM;
  const own = ownExercises(due, held, exercises, isByException);
  const assignments = assign(
    [...own, ...outsideExercises(due, held, isByException)],
    shorts(held),
    due.expirationId,
  );
  const positions =
    option.settlement === 'PHYSICAL'
      ? deliveries(state, due, option, price, { held, assignments })
      : cashPositions(state, due, positive(intrinsic), { held, assignments });
  const of = (side: 'holder' | 'writer'): Quantity =>
    assignments.reduce(
      (sum, one) => (one[side] === CLEARING_HOUSE ? sum : sum + one.contracts),
      0n,
    );
  return { refused, positions, exercised: of('holder'), assigned: of('writer') };
}

/** What accounts here exercise, in the order of their ids. */
function ownExercises(
  { kind, instructions }: Due,
  held: readonly Held[],
  asked: ReadonlyMap<AccountId, Quantity>,
  isByException: boolean,
): readonly Share[] {
  const instructed = new Map(instructions.map((one) => [one.accountId, one.contracts]));
  return held.flatMap(({ accountId, quantity }): Share[] => {
    if (quantity <= 0n) return [];
    const wanted = asked.get(accountId) ?? 0n;
    const byRule = instructed.get(accountId) ?? (isByException ? quantity : 0n);
    const all = kind === 'EXPIRATION' && byRule > wanted ? byRule : wanted;
    const contracts = min(all, quantity);
    return contracts === 0n ? [] : [{ participant: accountId, contracts }];
  });
}

const sumOf = (held: readonly Held[], sign: 1n | -1n): Quantity =>
  held.reduce((sum, { quantity }) => sum + positive(sign * quantity), 0n);

/** Where more is short here than long, somebody outside is long, and exercises by exception when it ends. */
function outsideExercises(
  { kind }: Due,
  held: readonly Held[],
  isByException: boolean,
): readonly Share[] {
  const contracts = positive(sumOf(held, -1n) - sumOf(held, 1n));
  const exercises = kind === 'EXPIRATION' && isByException && contracts > 0n;
  return exercises ? [{ participant: CLEARING_HOUSE, contracts }] : [];
}

/** Who may be assigned; where more is long here than short, somebody outside is short. */
function shorts(held: readonly Held[]): readonly Share[] {
  const here = held.flatMap(({ accountId, quantity }): Share[] =>
    quantity < 0n ? [{ participant: accountId, contracts: -quantity }] : [],
  );
  const contracts = positive(sumOf(held, 1n) - sumOf(held, -1n));
  return contracts > 0n ? [...here, { participant: CLEARING_HOUSE, contracts }] : here;
}

interface Assigned {
  readonly held: readonly Held[];
  readonly assignments: readonly Assignment[];
}

/** Shares against the strike; what is neither exercised nor assigned when it ends is worth nothing. */
function deliveries(
  state: TradingState,
  due: Due,
  option: OptionTerms,
  underlyingPrice: Price,
  { held, assignments }: Assigned,
): readonly Position[] {
  const { instrumentId, expirationId, tradeDate, settlementDate } = due;
  const { partition, risk } = instrumentOf(state, instrumentId);
  const { right, strike, underlyingId } = option;
  const between = assignments.filter(({ holder, writer }) => holder !== writer);
  const exercised = between.map(({ holder, writer, contracts }, n): Position => {
    const [buyer, seller] = right === 'CALL' ? [holder, writer] : [writer, holder];
    const quantity = contracts * risk.multiplier;
    return {
      type: 'OptionExercised',
      data: {
        instrumentId,
        expirationId,
        tradeId: `${partition}-${state.trades + BigInt(n) + 1n}` as TradeId,
        right,
        contracts,
        underlyingId,
        price: strike,
        quantity,
        principal: strike * quantity,
        underlyingPrice,
        ...(buyer === CLEARING_HOUSE ? {} : { buyAccountId: buyer as AccountId }),
        ...(seller === CLEARING_HOUSE ? {} : { sellAccountId: seller as AccountId }),
        tradeDate,
        settlementDate,
      },
    };
  });
  if (due.kind === 'EXERCISE') return exercised;
  const gone = exercisedBy(assignments);
  const lapsed = held.flatMap((one): Position[] => {
    const left = leftOf(one, gone);
    if (left === 0n) return [];
    return [expired(state, due, { ...one, quantity: left }, { quantity: 0n, exercised: 0n })];
  });
  return [...exercised, ...lapsed];
}

/** What an option in cash pays and costs; positions that end with it end in the same fact. */
function cashPositions(
  state: TradingState,
  due: Due,
  intrinsic: Money,
  { held, assignments }: Assigned,
): readonly Position[] {
  const { multiplier } = instrumentOf(state, due.instrumentId).risk;
  const gone = exercisedBy(assignments);
  return held.flatMap((one): Position[] => {
    const exercised = gone.get(one.accountId) ?? 0n;
    if (exercised === 0n && due.kind === 'EXERCISE') return [];
    const sign = one.quantity > 0n ? 1n : -1n;
    const quantity = due.kind === 'EXPIRATION' ? 0n : leftOf(one, gone);
    const cash = sign * exercised * intrinsic * multiplier;
    return [expired(state, due, one, { quantity, exercised, cash })];
  });
}

/** Contracts of each participant that were exercised or assigned: one account is never both. */
function exercisedBy(assignments: readonly Assignment[]): ReadonlyMap<string, Quantity> {
  const of = new Map<string, Quantity>();
  for (const { holder, writer, contracts } of assignments)
    for (const one of [holder, writer]) of.set(one, (of.get(one) ?? 0n) + contracts);
  return of;
}

function leftOf({ accountId, quantity }: Held, gone: ReadonlyMap<string, Quantity>): Quantity {
  const exercised = gone.get(accountId) ?? 0n;
  return quantity > 0n ? quantity - exercised : quantity + exercised;
}

function expired(
  state: TradingState,
  { instrumentId, expirationId }: Due,
  { accountId, quantity: quantityBefore }: Held,
  after: { readonly quantity: Quantity; readonly exercised: Quantity; readonly cash?: Money },
): PositionExpiredFact {
  const { multiplier }: TradedInstrument['risk'] = instrumentOf(state, instrumentId).risk;
  invariant(quantityBefore !== 0n, `${accountId} has nothing that could expire`);
  return {
    type: 'PositionExpired',
    data: {
      instrumentId,
      expirationId,
      accountId,
      quantityBefore,
      cash: 0n,
      ...after,
      multiplier: Number(multiplier),
    },
  };
}
