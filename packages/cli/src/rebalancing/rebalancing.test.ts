import { Command } from 'commander';
import { parseDecimal } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { CommandFailure } from '../command-line/exit.ts';
import type { DryRunAnswer, PlanWithOrders, TradeAnswer } from './answers.ts';
import { addRebalanceCommands } from './commands.ts';
import { modelsText } from './targets.ts';
import { dryRunText, planText } from './texts.ts';
import { termsOf } from './typed-terms.ts';

const withoutBlanks = (text: string): readonly string[] =>
  text.split('\n').map((line) => line.replaceAll(/ {2,}/g, '  '));

describe('targets as they are typed', () => {
  test('are parts of the worth, or shares', () => {
    const target = ['ACME=25%', 'BOLT=12.5%', 'CRUX=100'];
    expect(termsOf({ target, sellOthers: true, minimum: '50', roundTo: 10 })).toEqual({
      targets: [
        { instrumentId: 'ACME', weight: 2_500 },
        { instrumentId: 'BOLT', weight: 1_250 },
        { instrumentId: 'CRUX', quantity: 100n },
      ],
      others: 'SELL',
      driftBand: 50,
      cashBuffer: 200,
      minimumTrade: parseDecimal('50'),
      roundTo: 10,
    });
  });

  test('have to be there', () => {
    expect(() => termsOf({})).toThrow(CommandFailure);
  });

  test.each([['ACME'], ['ACME=25.125%'], ['acme=5%'], ['ACME=-1']])('are not %s', (text) => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    addRebalanceCommands(program);
    for (const command of program.commands) command.exitOverride();
    const target = program.commands[0]?.commands
      .find((one) => one.name() === 'targets')
      ?.options.find(({ long }) => long === '--target');
    expect(() => target?.parseArg?.(text, undefined as never)).toThrow('ACME=25%');
  });
});

const trade: TradeAnswer = {
  instrumentId: 'ACME',
  symbol: 'ACME',
  held: '700',
  mark: '100000',
  value: '70000000',
  weight: 7_000,
  targetValue: '50000000',
  targetWeight: 5_000,
  drift: 2_000,
  reason: 'TRADE',
  side: 'SELL',
  quantity: '200',
  limitPrice: '99000',
  estimatedGain: '1500000',
  estimatedLongGain: '500000',
  lots: null,
};
const dryRun: DryRunAnswer = {
  accountId: 'alice',
  modelId: 'growth',
  modelVersion: 2,
  refusal: null,
  instruments: [],
  inputsPosition: '7',
  equity: '100000000',
  cash: '10000000',
  buffer: '5000000',
  drift: '20000000',
  untradedDrift: '0',
  roundTo: 1,
  trades: [
    trade,
    {
      ...trade,
      symbol: 'BOLT',
      drift: -30,
      reason: 'WITHIN_BAND',
      side: 'BUY',
      quantity: '0',
      estimatedGain: null,
      estimatedLongGain: null,
    },
  ],
};

test('a dry run has a line for each share, and says what would be traded', () => {
  expect(withoutBlanks(dryRunText(dryRun))).toEqual([
    'symbol  holding  mark  weight  target  drift  trade  limit  estimated gain',
    'ACME  700  10.00  70.00%  50.00%  20.00%  sell 200  9.90  150.00, 50.00 long',
    'BOLT  700  10.00  70.00%  50.00%  -0.30%  within band',
    'equity 10000.00, free cash 1000.00, buffer 500.00, drift 2000.00',
  ]);
});

test('where there is no plan it says why', () => {
  const refused = { ...dryRun, refusal: 'STALE_MARK', instruments: ['ACME', 'BOLT'] };
  expect(dryRunText(refused)).toMatch(/^no plan: STALE_MARK\. .+ \(ACME, BOLT\)$/);
});

test('a plan shows its orders and what became of each', () => {
  const plan: PlanWithOrders = {
    planId: 'p1',
    accountId: 'alice',
    modelId: null,
    modelVersion: null,
    status: 'DONE',
    reason: null,
    proposer: 'otto',
    approver: 'ria',
    lastDay: '2026-11-20',
    orders: 1,
    equity: '100000000',
    driftBefore: 4_000,
    driftAfter: 200,
    leftValue: '2000000',
    lines: [
      {
        orderId: 'o1',
        planId: 'p1',
        instrumentId: 'ACME',
        side: 'SELL',
        quantity: '200',
        limitPrice: '99000',
        estimatedGain: '1500000',
        executed: '180',
        cash: '17990000',
        status: 'CANCELLED',
        code: 'EXPIRED',
      },
    ],
  };
  expect(withoutBlanks(planText(plan))).toEqual([
    'plan  model  orders  until  status  drift before  after  left',
    'p1  own  1  2026-11-20  done  40.00%  2.00%  200.00',
    'account alice, equity 10000.00, proposed by otto, approved by ria',
    '',
    'order  trade  limit  executed  cash  status  estimated gain',
    'o1  sell 200 ACME  9.90  180  1799.00  cancelled: EXPIRED  150.00',
  ]);
});

test('models are a line each', () => {
  const terms = {
    targets: [
      { instrumentId: 'ACME', weight: 2_500, quantity: null },
      { instrumentId: 'BOLT', weight: null, quantity: '100' },
    ],
    others: 'KEEP',
    driftBand: 50,
    cashBuffer: 200,
    minimumTrade: '1000000',
  };
  const [, line] = withoutBlanks(modelsText([{ modelId: 'growth', version: 3, terms }]));
  expect(line).toBe('growth  3  ACME 25.00%, BOLT 100 shares  keep  0.50%  2.00%  100.00');
});
