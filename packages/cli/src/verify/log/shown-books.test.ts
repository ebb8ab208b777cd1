import type { Fact, RecordedFact } from '@bellwether/projections';
import { QuoteFold } from '@bellwether/projections';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { MarketAudit } from './market-audit.ts';
import { OrderLives } from './order-lives.ts';

type Terms = Readonly<Record<string, unknown>>;

const ours = { accountId: 'a', instrumentId: 'X' };
const told = (type: Fact['type'], data: Terms): Fact => ({ type, data }) as unknown as Fact;
const accepted = (orderId: string, terms: Terms): Fact =>
  told('OrderAccepted', {
    ...ours,
    orderId,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: 10n,
    limitPrice: 100n,
    ...terms,
  });

/** What is shown of order o after the facts. */
function shown(...facts: readonly Fact[]): bigint | undefined {
  const lives = new OrderLives();
  for (const fact of facts) lives.add(fact);
  return lives.find('o')?.shown;
}

describe('what a book shows of an order of 10', () => {
  test.each([
    ['a limit order', {}, 10n],
    ['a reserve order', { displayQuantity: 4n }, 4n],
    ['an order for the opening', { timeInForce: 'OPG' }, 0n],
    ['an order for the close', { timeInForce: 'CLS' }, 0n],
    ['a market order that queues', { type: 'MARKET', timeInForce: 'DAY' }, 0n],
    ['a stop limit that waits', { type: 'STOP_LIMIT' }, 0n],
    ['a stop that waits', { type: 'STOP' }, 0n],
  ])('%s', (_, terms, expected) => {
    expect(shown(accepted('o', terms))).toBe(expected);
  });

  test('a stop limit once it is triggered, and a stop never', () => {
    const triggered = told('OrderTriggered', { ...ours, orderId: 'o' });
    expect(shown(accepted('o', { type: 'STOP_LIMIT' }), triggered)).toBe(10n);
    expect(shown(accepted('o', { type: 'STOP' }), triggered)).toBe(0n);
  });

  test('of a reserve order that a venue takes, its tranche until the reserve is gone', () => {
    const taken = told('OrderExecuted', {
      ...ours,
      orderId: 'o',
      quantity: 3n,
      liquidity: 'MAKER',
    });
    const next = told('OrderRefreshed', { ...ours, orderId: 'o' });
    const reserve = accepted('o', { displayQuantity: 4n });
    // A venue's quote takes of the reserve first, and of what is shown when that is gone.
    expect(shown(reserve, taken)).toBe(4n);
    expect(shown(reserve, taken, taken)).toBe(4n);
    expect(shown(reserve, taken, taken, taken)).toBe(1n);
    expect(shown(reserve, taken, taken, taken, next)).toBe(1n);
  });
});

const happening = fc
  .record({
    n: fc.integer({ min: 0, max: 9 }),
    kind: fc.constantFrom('accept', 'accept', 'reserve', 'take', 'refresh', 'replace', 'cancel'),
    price: fc.bigInt({ min: 100n, max: 104n }),
    quantity: fc.bigInt({ min: 1n, max: 9n }),
    follows: fc.boolean(),
  })
  .map(({ n, kind, price: limitPrice, quantity, follows }) => {
    const orderId = `o${n}`;
    const side = n % 2 === 0 ? 'BUY' : 'SELL';
    const same = { ...ours, orderId, quantity };
    const facts: Readonly<Record<string, Fact>> = {
      accept: accepted(orderId, { side, quantity, limitPrice }),
      reserve: accepted(orderId, { side, quantity, limitPrice, displayQuantity: 3n }),
      refresh: told('OrderRefreshed', same),
      cancel: told('OrderCancelled', { ...same, reason: 'USER' }),
    };
    return { orderId, kind, limitPrice, quantity, follows, fact: facts[kind] };
  });

property.prop([fc.array(happening, { maxLength: 60 })])(
  'quotes are as many, and add up to the same, as the read side tells of the same facts',
  (happenings) => {
    const lives = new OrderLives();
    const market = new MarketAudit(new Invariant('I4', 'not looked at here'));
    const facts: RecordedFact[] = [];
    for (const { orderId, kind, limitPrice, quantity, follows, fact } of happenings) {
      const open = lives.find(orderId);
      const isNew = kind === 'accept' || kind === 'reserve';
      // Facts of a sound journal only: what is open is not accepted again, and nothing else changes.
      if (isNew === (open !== undefined)) continue;
      const leaves = open?.leaves ?? 0n;
      const visible = open?.shown ?? 0n;
      if (kind === 'take' && visible === 0n) continue;
      const same = { ...ours, orderId };
      const taken = quantity < visible ? quantity : visible;
      const made =
        kind === 'take'
          ? told('OrderExecuted', {
              ...same,
              price: limitPrice,
              quantity: taken,
              leaves: leaves - taken,
              liquidity: 'MAKER',
            })
          : kind === 'replace'
            ? told('OrderReplaced', {
                ...same,
                limitPrice,
                quantity: (open?.executed ?? 0n) + quantity,
                leaves: quantity,
                previousLeaves: leaves,
                priorityKept: quantity <= leaves && limitPrice === open?.limitPrice,
              })
            : (fact as Fact);
      lives.add(made);
      const entryIndex = follows && facts.length > 0 ? (facts.at(-1)?.entryIndex ?? 0) + 1 : 0;
      const place = { position: 1n, index: facts.length, entryIndex, stream: 'trading-0', at: 0n };
      facts.push({ fact: made, ...place, commandId: '', principal: 'p' });
    }
    const again = new OrderLives();
    for (const [at, recorded] of facts.entries())
      market.add(recorded, again.add(recorded.fact), !((facts[at + 1]?.entryIndex ?? 0) > 0));
    const quotes = new QuoteFold().add(facts);
    const quoted = quotes.map(({ bid, ask }) => (bid?.quantity ?? 0n) + (ask?.quantity ?? 0n));
    expect(market.sums).toMatchObject({
      quotes: BigInt(quotes.length),
      quoted: quoted.reduce((sum, size) => sum + size, 0n),
    });
  },
);
