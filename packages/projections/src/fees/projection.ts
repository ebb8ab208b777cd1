import { formatDate, type CivilDate, type Fees } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { factJson } from '../runtime/fact-json.ts';
import type { DataOf, Fact, FactContext } from '../runtime/recorded-fact.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { chargedFees, feeSchedules, type ChargedFeesRow, type FeeScheduleRow } from './table.ts';

/** What a fact charges one account. */
interface Charge {
  readonly accountId: string;
  readonly fees: Fees | undefined;
  /** -1 where the fees go back. */
  readonly sign: 1n | -1n;
}

/** A fact that charges accounts: it touches one row of each, of its day. */
function charges<Data extends { readonly tradeDate?: CivilDate }>(
  of: (data: Data) => readonly Charge[],
): Reaction<ChargedFeesRow, Data> {
  const charged = (data: Data): readonly Charge[] =>
    of(data).filter(({ fees }) => fees !== undefined);
  return {
    keys: (data, context) => {
      const day = dayOf(data, context);
      return [...new Set(charged(data).map(({ accountId }) => `${accountId}/${day}`))];
    },
    evolve: (row, data, context, key) => {
      const day = dayOf(data, context);
      let after = row ?? nothing(key, day);
      for (const { accountId, fees, sign } of charged(data))
        if (`${accountId}/${day}` === key && fees !== undefined) after = added(after, fees, sign);
      return { ...after, position: context.position };
    },
  };
}

function dayOf({ tradeDate }: { readonly tradeDate?: CivilDate }, { at }: FactContext): string {
  return tradeDate === undefined ? tradeDateOf(at) : formatDate(tradeDate);
}

function nothing(id: string, day: string): ChargedFeesRow {
  const accountId = id.slice(0, -day.length - 1);
  const none = { commission: 0n, section31: 0n, taf: 0n, venue: 0n, orf: 0n, position: 0n };
  return { id, accountId, day, ...none };
}

function added(row: ChargedFeesRow, fees: Fees, sign: 1n | -1n): ChargedFeesRow {
  return {
    ...row,
    commission: row.commission + sign * fees.commission,
    section31: row.section31 + sign * fees.section31,
    taf: row.taf + sign * fees.taf,
    venue: row.venue + sign * fees.venue,
    orf: row.orf + sign * (fees.orf ?? 0n),
  };
}

/** A trade in our own book, made or taken back. */
interface Sides {
  readonly buyAccountId: string;
  readonly buyFees?: Fees;
  readonly sellAccountId: string;
  readonly sellFees?: Fees;
  readonly tradeDate?: CivilDate;
}

const bothSides = (sign: Charge['sign']): Reaction<ChargedFeesRow, Sides> =>
  charges(({ buyAccountId, buyFees, sellAccountId, sellFees }) => [
    { accountId: buyAccountId, fees: buyFees, sign },
    { accountId: sellAccountId, fees: sellFees, sign },
  ]);

/** Fees by account and day: together, what the house takes in for itself and for others. */
export const chargedFeesProjection: Projection = defineProjection<ChargedFeesRow>({
  name: 'charged_fees',
  version: 1,
  tables: { postgres: chargedFees },
  key: 'id',
  on: {
    TradeExecuted: bothSides(1n),
    OrderExecuted: charges<DataOf<'OrderExecuted'>>(({ accountId, fees }) => [
      { accountId, fees, sign: 1n },
    ]),
    TradeBusted: bothSides(-1n),
  },
});

/** The schedule that a fact sets; bigints are digits in it. */
function schedule<T extends 'CommissionsSet' | 'VenueFeesSet'>(
  type: T,
  field: string,
  idOf: (data: DataOf<T>) => string,
): Reaction<FeeScheduleRow, DataOf<T>> {
  return {
    keys: (data) => [idOf(data)],
    evolve: (_, data, { at, position }, id) => {
      const json = factJson({ type, data } as unknown as Fact) as Record<string, unknown>;
      return { id, schedules: json[field], setAt: at, position };
    },
  };
}

/** What accounts and venues are charged by. */
export const feeSchedulesProjection: Projection = defineProjection<FeeScheduleRow>({
  name: 'fee_schedules',
  version: 1,
  tables: { postgres: feeSchedules },
  key: 'id',
  on: {
    CommissionsSet: schedule(
      'CommissionsSet',
      'commissions',
      ({ accountId }) => `account/${accountId}`,
    ),
    VenueFeesSet: schedule('VenueFeesSet', 'fees', ({ venue }) => `venue/${venue}`),
  },
});
