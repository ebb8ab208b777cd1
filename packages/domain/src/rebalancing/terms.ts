import { Type } from 'typebox';
import type { DataOf } from '../contracts/schema/definition.ts';
import {
  instrumentId,
  integer,
  money,
  moneyOrZero,
  oneOf,
  price,
  quantity,
  quantityOrZero,
  record,
  reference,
  signed,
  text,
} from '../contracts/schema/fields.ts';
import { BOOK_SIDES } from '../orders/terms.ts';

/** Ten thousand are the whole of an account. */
const basisPoints = (description: string) =>
  integer(`${description}, basis points`, { minimum: 0, maximum: 10_000 });

/** What becomes of shares that no target names. The order of the list is a storage format. */
export const OTHERS = ['KEEP', 'SELL'] as const;

/** Which lots a sale of a plan takes: the oldest, or those that cost the least tax. */
export const PLAN_LOT_METHODS = ['FIFO', 'SPECIFIC'] as const;
export type PlanLotMethod = (typeof PLAN_LOT_METHODS)[number];

/** How far from its mark an order of a plan may trade where the targets do not say, basis points. House rule. */
export const TOLERANCE_DEFAULT = 100;

export const modelId = () => reference('Model portfolio');

/** What an account should hold, and how closely. */
export const REBALANCING_TERMS = {
  targets: Type.Array(
    record({
      instrumentId: instrumentId(),
      weight: Type.Optional(basisPoints('Part of the account’s worth')),
      quantity: Type.Optional(quantityOrZero('Shares, whatever they are worth')),
    }),
    { minItems: 1, maxItems: 200, description: 'What should be held, each a weight or a quantity' },
  ),
  others: oneOf(OTHERS, 'What becomes of shares that no target names'),
  driftBand: basisPoints('What is not further than this from its target is left alone'),
  cashBuffer: basisPoints('Part of the account’s worth that no purchase touches'),
  minimumTrade: moneyOrZero('Trades worth less are left out'),
  roundTo: Type.Optional(
    integer('Shares are traded in multiples of this; absent: 1', { minimum: 1, maximum: 10_000 }),
  ),
  tolerance: Type.Optional(
    integer('How far from its mark an order may trade, basis points; absent: 100', {
      minimum: 0,
      maximum: 2_000,
    }),
  ),
} as const;

const TERMS = record(REBALANCING_TERMS);

/** Targets, and how closely they are held. Weights in basis points, money in 1/10 000 USD. */
export type RebalancingTerms = Readonly<DataOf<{ readonly schema: typeof TERMS }>>;

const lotId = Type.Unsafe<string>({
  ...text('^[0-9a-f.-]{1,64}$', 'A lot, by the execution that opened it'),
  examples: ['0-1'],
});

/** One order of a plan, and what it stands on. */
export const PLAN_LINE = {
  instrumentId: instrumentId(),
  side: oneOf(BOOK_SIDES, 'Side'),
  quantity: quantity('Shares to trade'),
  limitPrice: price('Limit of the order'),
  mark: price('Price that the plan stands on'),
  held: signed('Shares that the plan counts with, as open orders will leave them'),
  targetValue: moneyOrZero('What the shares should be worth'),
  lots: Type.Optional(
    Type.Array(lotId, { maxItems: 500, description: 'Lots that a sale takes, in this order' }),
  ),
  estimatedGain: Type.Optional(money('Of a sale: what it realises at the mark')),
  estimatedLongGain: Type.Optional(money('The part of it that is of lots held for over a year')),
} as const;

const LINE = record(PLAN_LINE);

/** Prices and money in 1/10 000 USD. */
export type PlanLine = Readonly<DataOf<{ readonly schema: typeof LINE }>>;
