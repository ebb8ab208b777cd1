import type { RecordedFact } from '@bellwether/projections';
import { expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { SettlementAudit } from './settlement-audit.ts';

// A day of three trades, settled in two runs: right, and with one thing wrong at a time.

/** 2026-12-03, noon in New York, and the days around it since 1970. */
const NOON = 1_796_317_200_000_000_000n;
const [THURSDAY, FRIDAY] = [20_790, 20_791];

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

const trade = (
  n: number,
  buyer: string,
  seller: string,
  quantity: bigint,
  price: bigint,
): Told => ({
  type: 'TradeExecuted',
  data: {
    tradeId: `0-${n}`,
    instrumentId: 'ACME',
    price,
    quantity,
    buyAccountId: buyer,
    sellAccountId: seller,
    buyFees: { commission: 2n, section31: 0n, taf: 0n, venue: -1n },
    settlementDate: FRIDAY,
  },
});
const line = (participant: string, more: Record<string, bigint>): Record<string, unknown> => ({
  participant,
  instrumentId: 'ACME',
  ...more,
});
const due = (participant: string, quantity: bigint, amount: bigint, fees = 0n) =>
  line(participant, { quantity, amount, fees });
const moved = (
  participant: string,
  [quantity, amount, fees]: readonly [bigint, bigint, bigint],
  late: readonly [bigint, bigint, bigint] = [0n, 0n, 0n],
) =>
  line(participant, {
    quantity,
    amount,
    fees,
    marked: late[0],
    left: late[1],
    leftAmount: late[2],
  });

/** Alice buys 100 at 10 of Bob and sells 40 at 12 to Cy; of Bob's 100 only 60 come. */
function story(): Told[] {
  return [
    trade(1, 'alice', 'bob', 100n, 10n),
    trade(2, 'cy', 'alice', 40n, 12n),
    { type: 'SettlementStarted', data: { settlementDate: FRIDAY, runId: '2026-12-04-1' } },
    {
      type: 'ObligationsNetted',
      data: {
        runId: '2026-12-04-1',
        obligations: [
          due('alice', 60n, -520n, 1n),
          due('bob', -100n, 1_000n),
          due('cy', 40n, -480n, 1n),
        ],
      },
    },
    {
      type: 'DeliveriesSettled',
      data: {
        runId: '2026-12-04-1',
        deliveries: [
          moved('alice', [60n, -520n, 1n]),
          // 40 are late at 11.
          moved('bob', [-60n, 600n, 0n], [-40n, -40n, 440n]),
          moved('cy', [0n, 0n, 1n], [-40n, 40n, -440n]),
        ],
      },
    },
    { type: 'SettlementCompleted', data: { runId: '2026-12-04-1' } },
    // Of what was settled one trade never happened; Alice gets her 40 back.
    {
      type: 'TradeBusted',
      data: { ...trade(2, 'cy', 'alice', 40n, 12n).data },
    },
    { type: 'SettlementStarted', data: { settlementDate: FRIDAY, runId: '2026-12-04-2' } },
    {
      type: 'ObligationsNetted',
      data: {
        runId: '2026-12-04-2',
        obligations: [due('alice', 40n, -480n), due('bob', -40n, 440n), due('cy', 0n, 40n, -1n)],
      },
    },
    {
      type: 'DeliveriesSettled',
      data: {
        runId: '2026-12-04-2',
        deliveries: [
          moved('alice', [40n, -480n, 0n]),
          moved('bob', [-40n, 440n, 0n]),
          moved('cy', [0n, 40n, -1n]),
        ],
      },
    },
    { type: 'SettlementCompleted', data: { runId: '2026-12-04-2' } },
  ];
}

function violations(facts: readonly Told[]): readonly string[] {
  const invariant = new Invariant('I15', 'test');
  const audit = new SettlementAudit(invariant);
  for (const fact of facts) audit.add({ fact, at: NOON } as unknown as RecordedFact);
  return invariant.result.violations;
}

test('what is netted, late, taken back and settled as it should be is accepted', () => {
  expect(violations(story())).toEqual([]);
});

type Lines = Record<string, unknown>[];
const obligations = (facts: Told[], at: number) => facts[at]!.data['obligations'] as Lines;
const deliveries = (facts: Told[], at: number) => facts[at]!.data['deliveries'] as Lines;

test.each<[string, (facts: Told[]) => void, RegExp]>([
  [
    'a share too many',
    (facts) => (obligations(facts, 3)[0]!['quantity'] = 61n),
    /alice\/ACME: netted 61/,
  ],
  [
    'a line that is missing',
    (facts) => void obligations(facts, 3).pop(),
    /1 lines were due and not netted/,
  ],
  ['a line of nobody', (facts) => void obligations(facts, 3).push(due('eve', 1n, 0n)), /eve\/ACME/],
  [
    'late shares that are forgotten',
    (facts) => (deliveries(facts, 4)[1]!['left'] = 0n),
    /do not account/,
  ],
  ['money from nowhere', (facts) => (deliveries(facts, 4)[1]!['amount'] = 700n), /do not account/],
  [
    'a price of late shares that one side alone pays',
    (facts) =>
      Object.assign(deliveries(facts, 4)[2]!, { marked: 0n, leftAmount: -480n + 80n - 0n }),
    /do not account/,
  ],
  [
    'more than was due, and the rest the other way',
    (facts) => Object.assign(deliveries(facts, 4)[0]!, { quantity: 70n, left: -10n }),
    /do not account/,
  ],
  [
    'shares that were delivered to nobody',
    (facts) => Object.assign(deliveries(facts, 4)[0]!, { quantity: 50n, left: 10n }),
    /ACME: -10 shares/,
  ],
  [
    'a trade that is taken back and settled all the same',
    (facts) => void facts.splice(6, 1),
    /2026-12-04-2/,
  ],
  [
    'a trade that is settled twice',
    (facts) => void facts.push(...story().slice(2, 6)),
    /alice\/ACME/,
  ],
  [
    'a run of a day before',
    (facts) => (facts[7]!.data['settlementDate'] = THURSDAY),
    /begins behind one of 2026-12-04/,
  ],
])('%s is found', (_what, change, words) => {
  const facts = story();
  change(facts);
  expect(violations(facts).join('\n')).toMatch(words);
});
