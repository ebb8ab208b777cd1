import { Type, type Static } from 'typebox';
import { integer, moneyOrZero, oneOf, record, unsigned } from '../contracts/schema/fields.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import type { AssetClass } from './terms.ts';

/** Kinds of instrument that are charged differently: equities and ETFs, options, futures. */
export const PRODUCTS = ['STOCK', 'OPTION', 'FUTURE'] as const;
export type Product = (typeof PRODUCTS)[number];

const PRODUCT_OF: Readonly<Record<AssetClass, Product>> = {
  EQUITY: 'STOCK',
  ETF: 'STOCK',
  OPTION: 'OPTION',
  FUTURE: 'FUTURE',
};

/** By which schedule an instrument is charged. */
export function productOf(assetClass: AssetClass): Product {
  return PRODUCT_OF[assetClass];
}

/** What the house takes for an order, however many executions it takes. */
export const COMMISSION = record({
  product: oneOf(PRODUCTS, 'What it is for'),
  perOrder: moneyOrZero('For each order that is executed'),
  perUnit: unsigned('In addition, micro-USD for one share or contract'),
  minimum: moneyOrZero('At least this for an order that is executed'),
  maximumBasisPoints: Type.Optional(
    integer('At most this share of the notional, 1/10 000', { minimum: 1, maximum: 10_000 }),
  ),
});
export type CommissionSchedule = Static<typeof COMMISSION>;

/** Refuses schedules of which two are of one product; undefined: there are none. */
export function checkProducts(
  schedules: readonly { readonly product: Product }[],
): Rejection | undefined {
  const seen = new Set(schedules.map(({ product }) => product));
  return seen.size === schedules.length
    ? undefined
    : reject('INVALID_FEE_TERMS', 'two schedules are of one product');
}

/** The schedule of a product; undefined: it is free. */
export function scheduleOf<T extends { readonly product: Product }>(
  schedules: readonly T[] | undefined,
  product: Product,
): T | undefined {
  return schedules?.find((one) => one.product === product);
}
