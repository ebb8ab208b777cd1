import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';

const USD = 10_000n;

/** Ratios in basis points (1/10 000), money in 1/10 000 USD. */
export interface EquityMarginRates {
  /** Initial requirement of a long position, of its value. */
  readonly initialLong: bigint;
  /** Deposit for a short sale beyond its proceeds, of its value. */
  readonly initialShort: bigint;
  readonly maintenanceLong: bigint;
  /** From this price on, a short needs the greater of the next two. */
  readonly shortHighPrice: bigint;
  readonly shortHighPerShare: bigint;
  readonly shortHighShare: bigint;
  /** Below it, the greater of these two. */
  readonly shortLowPerShare: bigint;
  readonly shortLowShare: bigint;
}

export const EQUITY_MARGIN: EffectiveDated<EquityMarginRates> = effectiveDated('margin.equity', {
  title:
    'Margin of equities: initial and maintenance in basis points, per-share floors in 1/10 000 USD',
  entries: [
    {
      from: '1974-01-03',
      value: {
        initialLong: 5_000n,
        initialShort: 5_000n,
        maintenanceLong: 2_500n,
        shortHighPrice: 5n * USD,
        shortHighPerShare: 5n * USD,
        shortHighShare: 3_000n,
        shortLowPerShare: (5n * USD) / 2n,
        shortLowShare: 10_000n,
      },
      evidence: 'K',
      source: 'Reg T 220.12; FINRA 4210(c)',
    },
  ],
});

/** What the house asks beyond the rules. */
export interface HouseMargin {
  readonly maintenanceLong: bigint;
  /** Longs below this price have no loan value. */
  readonly noLoanBelow: bigint;
  /** New issues have no loan value for so many calendar days. */
  readonly newIssueDays: number;
  /** A position above this share of the long value is concentrated … */
  readonly concentratedAbove: bigint;
  /** … and needs this much maintenance. */
  readonly concentratedMaintenance: bigint;
  /** Equity below which concentration is measured as if it were this. */
  readonly concentrationFloor: bigint;
}

export const HOUSE_MARGIN: EffectiveDated<HouseMargin> = effectiveDated('margin.house', {
  title: 'House margin: basis points, 1/10 000 USD, days',
  entries: [
    {
      from: '1974-01-03',
      value: {
        maintenanceLong: 3_000n,
        noLoanBelow: 3n * USD,
        newIssueDays: 30,
        concentratedAbove: 6_000n,
        concentratedMaintenance: 4_000n,
        concentrationFloor: 2_000n * USD,
      },
      evidence: 'HOUSE',
      source: 'common broker practice',
    },
  ],
});

export const MINIMUM_EQUITY: EffectiveDated<bigint> = effectiveDated('margin.minimum-equity', {
  title: 'Least equity for credit, 1/10 000 USD (or the full cost if that is less)',
  entries: [{ from: '1974-01-03', value: 2_000n * USD, evidence: 'K', source: 'FINRA 4210(b)(4)' }],
});

/** Settlement days beyond the cycle within which an initial call is to be met, and days for a house call. */
export interface CallTerms {
  readonly regTExtraDays: number;
  readonly houseDays: number;
}

export const MARGIN_CALLS: EffectiveDated<CallTerms> = effectiveDated('margin.calls', {
  title: 'Days to meet a margin call, settlement days',
  entries: [
    {
      from: '1974-01-03',
      value: { regTExtraDays: 2, houseDays: 3 },
      evidence: 'K',
      source: 'Reg T 220.2 payment period; maintenance: house, within 2 to 5 days',
    },
  ],
});

/** The intraday margin standard that replaced the pattern-day-trader rule. */
export interface IntradayStandard {
  readonly meetWithinDays: number;
  readonly restrictionDays: number;
}

export const INTRADAY_STANDARD: EffectiveDated<IntradayStandard> = effectiveDated(
  'margin.intraday',
  {
    title: 'Intraday margin standard: business days to meet a deficit, days of restriction',
    entries: [
      {
        from: '2026-06-04',
        value: { meetWithinDays: 5, restrictionDays: 90 },
        evidence: 'S',
        source: 'SR-FINRA-2025-017, Rel. 34-105226, 91 FR 20731',
      },
    ],
  },
);

/** Deficits up to the lesser of a share of equity (basis points) and an amount (1/10 000 USD) are forgiven. */
export interface DeficitRelief {
  readonly share: bigint;
  readonly amount: bigint;
}

export const INTRADAY_RELIEF: EffectiveDated<DeficitRelief> = effectiveDated(
  'margin.intraday-relief',
  {
    title: 'Intraday margin standard: small deficits forgiven',
    entries: [
      {
        from: '2026-06-04',
        value: { share: 500n, amount: 1_000n * USD },
        evidence: 'K',
        source: 'SR-FINRA-2025-017 as recalled, not re-read',
      },
    ],
  },
);

/** The pattern-day-trader rule before it. */
export interface PatternDayTrader {
  readonly dayTrades: number;
  readonly windowDays: number;
  readonly minimumEquity: bigint;
  /** Day-trading buying power as a multiple of the maintenance excess at the previous close. */
  readonly multiple: bigint;
}

/** Undefined from the day after which no firm may follow it any more. */
export const LEGACY_PDT: EffectiveDated<PatternDayTrader | undefined> = effectiveDated(
  'margin.legacy-pdt',
  {
    title: 'Pattern day traders: day trades within business days, least equity, buying power',
    entries: [
      {
        from: '2001-09-28',
        value: { dayTrades: 4, windowDays: 5, minimumEquity: 25_000n * USD, multiple: 4n },
        evidence: 'S',
        source: 'FINRA 4210(f)(8)(B), repealed by SR-FINRA-2025-017; phase-in until 2027-10-20',
      },
      { from: '2027-10-21', value: undefined, evidence: 'S', source: 'SR-FINRA-2025-017' },
    ],
  },
);

/** Reg T 220.8(c): what a cash account may not do, and what follows. */
export interface CashAccountRules {
  readonly freezeDays: number;
  /** Good-faith violations within a year that freeze the account. */
  readonly violations: number;
  readonly windowDays: number;
}

export const CASH_ACCOUNT: EffectiveDated<CashAccountRules> = effectiveDated(
  'margin.cash-account',
  {
    title: 'Cash account: days of freeze, good-faith violations that lead to it within days',
    entries: [
      {
        from: '1974-01-03',
        value: { freezeDays: 90, violations: 3, windowDays: 365 },
        evidence: 'K',
        source: 'Reg T 220.8(c); three violations in a year is broker practice',
      },
    ],
  },
);
