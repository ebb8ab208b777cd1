import { Type, type Static } from 'typebox';
import { ASSET_CLASSES } from '../accounts/terms.ts';
import {
  date,
  flag,
  instrumentId,
  integer,
  moneyOrZero,
  oneOf,
  price,
  record,
  reference,
  text,
  venue,
} from '../contracts/schema/fields.ts';

/** Tables of price increments by price and day (`tickAt`); FIXED is the instrument's own tick at every price. */
export const TICK_TABLES = [
  'FIXED',
  'NMS',
  'NMS_HALF_PENNY',
  'OPTION_PENNY',
  'OPTION_PENNY_THROUGHOUT',
  'OPTION_STANDARD',
] as const;
export type TickTable = (typeof TICK_TABLES)[number];

/** Limit Up-Limit Down: tier 1 (S&P 500, Russell 1000, some ETPs), tier 2 (other NMS stocks), or not subject to it. */
export const LULD_TIERS = ['TIER_1', 'TIER_2', 'NONE'] as const;
export type LuldTier = (typeof LULD_TIERS)[number];

export const OPTION_RIGHTS = ['CALL', 'PUT'] as const;
export const OPTION_STYLES = ['AMERICAN', 'EUROPEAN'] as const;
export const SETTLEMENTS = ['PHYSICAL', 'CASH'] as const;
/** What an option is on decides its margin: a stock or narrow index, or a broad-based index. */
export const UNDERLYING_KINDS = ['STOCK', 'BROAD_INDEX'] as const;

/** Terms that make an instrument an option (OCC). */
export const OPTION_TERMS = record({
  underlyingId: instrumentId(),
  underlyingKind: oneOf(UNDERLYING_KINDS, 'What it is on'),
  right: oneOf(OPTION_RIGHTS, 'Call or put (FIX 201)'),
  strike: price('Strike (FIX 202)'),
  expiresOn: date('Expiration day (FIX 541)'),
  style: oneOf(OPTION_STYLES, 'Exercise (FIX 1194)'),
  settlement: oneOf(SETTLEMENTS, 'Shares or cash (FIX 1193)'),
});
export type OptionTerms = Static<typeof OPTION_TERMS>;

/** Terms that make an instrument a future. */
export const FUTURE_TERMS = record({
  root: reference('Product'),
  expiresOn: date('Last trading day'),
  firstNoticeOn: Type.Optional(date('First notice day: no new positions from then on')),
  initialMargin: moneyOrZero('Initial margin of one contract'),
  maintenanceMargin: moneyOrZero('Maintenance margin of one contract'),
  settlement: oneOf(SETTLEMENTS, 'Delivery or cash'),
  dailyLimitBasisPoints: Type.Optional(
    Type.Array(
      integer('Price limit from the settlement, 1/10 000', { minimum: 1, maximum: 10_000 }),
      {
        maxItems: 4,
      },
    ),
  ),
});
export type FutureTerms = Static<typeof FUTURE_TERMS>;

/** What may change about an instrument without its becoming another one. */
export const REVISABLE_TERMS = {
  tickTable: Type.Optional(oneOf(TICK_TABLES, 'Price increments; absent: FIXED')),
  roundLot: Type.Optional(
    integer('Shares of a round lot; absent: 1', { minimum: 1, maximum: 10_000 }),
  ),
  luldTier: Type.Optional(oneOf(LULD_TIERS, 'Limit Up-Limit Down tier; absent: NONE')),
  leverageFactor: Type.Optional(
    integer('Daily leverage of an ETF, as an absolute number; absent: 1', {
      minimum: 1,
      maximum: 5,
    }),
  ),
  sp500: Type.Optional(flag('In the S&P 500 on the first day of the quarter (Rule 606)')),
  marginable: Type.Optional(flag('Has loan value; absent: yes')),
  sector: Type.Optional(
    text('^[A-Z][A-Za-z &-]{1,39}$', 'Sector of its issuer, as the house names them'),
  ),
};

/** Terms beyond the plainest stock: absent ones make an equity of round lot 1 that is subject to no band. */
export const FURTHER_INSTRUMENT_TERMS = {
  assetClass: Type.Optional(oneOf(ASSET_CLASSES, 'Asset class (FIX 460); absent: EQUITY')),
  listingVenue: Type.Optional(venue('Primary listing venue (FIX 207)')),
  multiplier: Type.Optional(
    integer('Shares or units per contract (FIX 231); absent: 1', {
      minimum: 1,
      maximum: 1_000_000,
    }),
  ),
  listedOn: Type.Optional(date('First day of trading')),
  ...REVISABLE_TERMS,
  option: Type.Optional(OPTION_TERMS),
  future: Type.Optional(FUTURE_TERMS),
};
