import { Type } from 'typebox';
import { meaning, named, orNull, pageOf, record, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { NO_ROWS, ofAccount } from '../read-model/query.ts';
import { FOLLOWED_POSITIONS } from '../positions/query.ts';
import { positionDaysProjection } from './days-projection.ts';
import { cashFlowsProjection, tradeBustsProjection } from './flows-projection.ts';
import { followPortfolio } from './follow.ts';
import { futureEntriesProjection } from './futures-projection.ts';
import { accountExposures, portfolioOf } from './portfolio.ts';
import { closesProjection, daySalesProjection } from './prices-projection.ts';

/** Positions of an answer where nothing is asked for, and at most. */
const [POSITIONS_DEFAULT, POSITIONS_MAX] = [200, 2_000];
/** Prices that change faster are told together. */
const LOOKS_EVERY_MS = 500;

const usd = meaning('Decimal');

const POSITION = named(
  'ValuedPosition',
  'A position at the market; `mark` is absent where no price was ever known, and it counts at cost.',
  record({
    instrumentId: text,
    symbol: text,
    assetClass: text,
    multiplier: Type.Integer({ description: 'Shares or units of one contract' }),
    quantity: meaning('Quantity'),
    cost: usd,
    mark: orNull(usd),
    markSource: orNull({
      ...text,
      description: 'OFFICIAL_CLOSE, MARKET_LAST, MARKET_MID, LAST_SALE or PREVIOUS',
    }),
    markAt: orNull(meaning('Instant')),
    stale: Type.Boolean({ description: 'Whether the mark is of a day before' }),
    previousClose: orNull(usd),
    marketValue: usd,
    exposure: usd,
    unrealised: usd,
    realised: usd,
    dayProfit: usd,
  }),
);

const EXPOSURE = named(
  'Exposure',
  'What moves together: by class of asset, by currency, by sector, by underlying.',
  record({
    by: { ...text, description: 'ASSET_CLASS, CURRENCY, SECTOR or UNDERLYING' },
    name: text,
    long: usd,
    short: usd,
    net: usd,
    gross: usd,
  }),
);

const PORTFOLIO = named(
  'Portfolio',
  'An account at the market: sums are of all positions, positions those of the largest exposure.',
  record({
    accountId: text,
    day: orNull(meaning('Day', text)),
    equity: usd,
    marketValue: usd,
    unrealised: usd,
    realised: usd,
    dayProfit: usd,
    cash: usd,
    claims: { ...usd, description: 'Dividends to be paid; below zero: owed' },
    reserved: usd,
    available: { ...usd, description: 'Cash that is not held back' },
    accountType: { ...text, description: 'CASH or MARGIN' },
    marginEquity: { ...usd, description: 'What counts as equity for margin' },
    initialMargin: { ...usd, description: 'What positions need before anything may be opened' },
    maintenanceMargin: { ...usd, description: 'What positions need to be kept' },
    excess: { ...usd, description: 'Equity beyond what positions and open orders hold' },
    buyingPower: { ...usd, description: 'What stock may be bought for' },
    marginCall: { ...usd, description: 'What a margin call asks for; 0: none' },
    debit: { ...usd, description: 'Cash that is owed: what margin finances' },
    longExposure: usd,
    shortExposure: usd,
    staleMarks: Type.Integer(),
    positionCount: Type.Integer(),
    positions: Type.Array(POSITION),
    position: meaning('Position'),
  }),
);

const first = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: POSITIONS_MAX,
    default: POSITIONS_DEFAULT,
    description: 'Positions, those of the largest exposure first',
  }),
);

/** Portfolio: what accounts are worth at the market, and what each day did to them. */
export const PORTFOLIO_CAPABILITY: Capability = {
  projections: [
    closesProjection,
    daySalesProjection,
    positionDaysProjection,
    cashFlowsProjection,
    tradeBustsProjection,
    futureEntriesProjection,
  ],
  queries: {
    'portfolio.get': ofAccount(
      {
        description:
          'An account at the market: positions with their marks and where those come from, profit of the day and of all time, cash and buying power. Marks are at most a quarter of a second old.',
        field: { name: 'portfolio' },
        input: { first },
        output: orNull(PORTFOLIO),
      },
      null,
      (models, input) => portfolioOf(models, input.accountId, input.first ?? POSITIONS_DEFAULT),
    ),
    'portfolio.exposures': ofAccount(
      {
        description:
          'What moves together in an account: exposure by class of asset, by currency, by sector and by underlying.',
        field: { name: 'exposures', list: 'exposures' },
        input: {},
        output: pageOf(EXPOSURE),
      },
      NO_ROWS,
      async (models, { accountId }) => ({ rows: await accountExposures(models, accountId) }),
    ),
  },
  subscriptions: {
    'portfolio.changes': {
      description:
        'An account at the market, now and whenever it is otherwise, at most twice a second',
      of: 'account',
      field: 'portfolioChanges',
      message: 'PortfolioChanges',
      list: 'portfolio',
      isOne: true,
      row: PORTFOLIO,
      follows: FOLLOWED_POSITIONS,
      looksEveryMs: LOOKS_EVERY_MS,
      rows: followPortfolio,
    },
  },
};
