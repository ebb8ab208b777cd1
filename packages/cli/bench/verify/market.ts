import type { JournalEntry } from '@bellwether/domain';

// A market of any length as facts, as sound as the platform's own: orders that rest, trade and are cancelled, some of them
// in reserve, in many instruments; books of a size that does not change.

const INSTRUMENTS = 50;
const ACCOUNTS = 200;
const source = { sourcePosition: 1n };
/** Recent enough to be kept by ClickHouse. */
export const START: bigint = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;
const MS = 1_000_000n;

/** Ids that rise with `n`, and look like UUIDv7. */
export const idOf = (n: number): string =>
  `0192f3a0-${`${Math.floor(n / 0x1_0000) & 0xffff}`.padStart(4, '0').slice(-4)}-7aaa-8bbb-${n.toString(16).padStart(12, '0')}`;

export const accountOf = (n: number): string => `account-${n % ACCOUNTS}`;
const instrumentOf = (n: number): string => `X${n % INSTRUMENTS}`;

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

interface ColdFact extends Told {
  readonly stream: string;
}

/** Facts of streams of their own. */
export const OPENED: readonly ColdFact[] = Array.from({ length: ACCOUNTS }, (_, n) => ({
  stream: `account-${accountOf(n)}`,
  type: 'AccountOpened',
  data: { accountId: accountOf(n) },
}));

/** What must stand before trading: plenty of cash that was paid in, and of shares. */
export const DEPOSITED: readonly ColdFact[] = Array.from({ length: ACCOUNTS }, (_, n) => ({
  stream: `account-${accountOf(n)}`,
  type: 'CashDeposited',
  data: { accountId: accountOf(n), amount: '900000000000.00' },
}));

function entry(n: number, ...facts: readonly Told[]): JournalEntry {
  const common = { commandId: idOf(n), principal: 'p', fingerprint: 0n };
  return { ...common, receivedAt: START + BigInt(n) * MS, facts } as unknown as JournalEntry;
}

export const OPENING: readonly JournalEntry[] = Array.from({ length: ACCOUNTS }, (_, n) =>
  entry(
    0xffff_0000 + n,
    {
      type: 'FundsAllocated',
      data: { accountId: accountOf(n), amount: 9_000_000_000_000_000n, ...source },
    },
    ...Array.from({ length: INSTRUMENTS }, (__, i) => ({
      type: 'SharesAllocated',
      data: {
        accountId: accountOf(n),
        instrumentId: instrumentOf(i),
        quantity: 900_000_000n,
        ...source,
      },
    })),
  ),
);

function accepted(
  n: number,
  round: number,
  side: 'BUY' | 'SELL',
  quantity: bigint,
  price: bigint,
): Told {
  const terms = { side, type: 'LIMIT', timeInForce: 'GTC', quantity, limitPrice: price };
  const times = { entrySequence: BigInt(n), validatedAt: 1n, approvedAt: 2n };
  return {
    type: 'OrderAccepted',
    data: {
      orderId: idOf(n),
      accountId: accountOf(n),
      instrumentId: instrumentOf(round),
      ...terms,
      reserved: side === 'BUY' ? quantity * price : 0n,
      ...times,
    },
  };
}

/** Commands of a round. */
export const ROUND = 4;

/**
 * A round in one instrument: a sell of 10, a buy that takes 6 of it, a bid below, and the end of what was left of the
 * first; every hundredth bid stays.
 */
export function round(r: number): readonly JournalEntry[] {
  const n = r * ROUND;
  const [ask, bid] = [1_010_000n, 1_000_000n - BigInt(Math.floor(r / INSTRUMENTS) % 40) * 100n];
  const instrumentId = instrumentOf(r);
  const cancelled = (of: number, side: string, quantity: bigint, released: bigint): Told => ({
    type: 'OrderCancelled',
    data: {
      orderId: idOf(of),
      accountId: accountOf(of),
      instrumentId,
      side,
      quantity,
      released,
      reason: 'USER',
    },
  });
  const trade: Told = {
    type: 'TradeExecuted',
    data: {
      tradeId: `0-${r + 1}`,
      instrumentId,
      price: ask,
      quantity: 6n,
      aggressor: 'BUY',
      buyOrderId: idOf(n + 1),
      buyAccountId: accountOf(n + 1),
      buyLeaves: 0n,
      buyReleased: 6n * ask,
      sellOrderId: idOf(n),
      sellAccountId: accountOf(n),
      sellLeaves: 4n,
    },
  };
  const ends = [cancelled(n, 'SELL', 4n, 0n)];
  if (r % 100 !== 0) ends.push(cancelled(n + 2, 'BUY', 5n, 5n * bid));
  return [
    entry(n, accepted(n, r, 'SELL', 10n, ask)),
    entry(n + 1, accepted(n + 1, r, 'BUY', 6n, ask), trade),
    entry(n + 2, accepted(n + 2, r, 'BUY', 5n, bid)),
    entry(n + 3, ...ends),
  ];
}
