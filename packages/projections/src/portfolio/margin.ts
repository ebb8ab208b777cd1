import {
  liquidationFrom,
  parseDate,
  standingFrom,
  type AccountId,
  type AccountStanding,
  type InstrumentId,
  type LiquidationStep,
  type MarginInput,
  type MarkedTerms,
} from '@bellwether/domain';
import type { MarkedInstrument, Marks } from './mark-board.ts';

/** A position that was valued; of a future `marketValue` is what it has gained and was not paid. */
interface Valued {
  readonly instrumentId: string;
  readonly quantity: bigint;
  readonly exposure: bigint;
  readonly marketValue: bigint;
  readonly assetClass: string;
}

/** Money of an account, 1/10 000 USD. */
interface Money {
  readonly accountId: string;
  readonly accountType: string;
  readonly cash: bigint;
  readonly claims: bigint;
  readonly reserved: bigint;
}

/** What the margin of an account follows from; undefined where the market has had no day. */
export function marginInputOf(
  account: Money,
  positions: readonly Valued[],
  marks: Marks,
): MarginInput | undefined {
  if (marks.day === null) return undefined;
  const held = positions.filter((one) => one.quantity !== 0n || one.assetClass === 'FUTURE');
  return {
    accountId: account.accountId as AccountId,
    accountType: account.accountType === 'MARGIN' ? 'MARGIN' : 'CASH',
    cash: account.cash,
    accrued: account.claims,
    reserved: account.reserved,
    positions: held.map(({ instrumentId, quantity, exposure, marketValue, assetClass }) => ({
      instrumentId: instrumentId as InstrumentId,
      quantity,
      basis: assetClass === 'FUTURE' ? exposure - marketValue : 0n,
    })),
    instruments: termsOf(
      held.map((one) => one.instrumentId),
      marks,
    ),
    date: parseDate(marks.day),
  };
}

/** Of instruments that have a price, with what options among them are on. */
function termsOf(ids: readonly string[], marks: Marks): ReadonlyMap<InstrumentId, MarkedTerms> {
  const known = new Map<InstrumentId, MarkedTerms>();
  const take = (instrument: MarkedInstrument | undefined): void => {
    if (instrument?.mark === undefined) return;
    const { margin, underlyingId, mark } = instrument;
    known.set(margin.instrumentId, { ...margin, mark: mark.price });
    if (underlyingId !== undefined) take(marks.of(underlyingId));
  };
  for (const id of ids) take(marks.of(id));
  return known;
}

/** Where an account stands; without a day of the market what is not held back is all that is known. */
export function standingBy(
  input: MarginInput | undefined,
  available: bigint,
): Pick<AccountStanding, 'buyingPower' | 'call' | 'excess' | 'held' | 'maintenance'> & {
  readonly marginEquity: bigint;
} {
  if (input === undefined)
    return {
      marginEquity: available,
      held: 0n,
      maintenance: 0n,
      excess: available,
      buyingPower: available,
      call: 0n,
    };
  const {
    equity: marginEquity,
    held,
    maintenance,
    excess,
    buyingPower,
    call,
  } = standingFrom(input);
  return { marginEquity, held, maintenance, excess, buyingPower, call };
}

/** What would be done about a call, largest relief first. */
export function liquidationBy(
  input: MarginInput | undefined,
  openOrders: readonly string[],
): readonly LiquidationStep[] {
  return input === undefined ? [] : liquidationFrom(input, openOrders);
}
