import {
  instantOf,
  parseDate,
  wall,
  type ActionTerms,
  type ColdFact,
  type CommandId,
  type Instant,
  type InstrumentId,
} from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { recordedAs, specificationOf } from '../../test/process-spec.ts';
import { corporateActions } from './corporate-actions.ts';
import { PENDING_ACTIONS, type PendingActions } from './pending-actions.ts';

const { whenTime } = specificationOf(corporateActions);
const instrumentId = 'AAPL' as InstrumentId;
const idOf = (n: number) => `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}` as CommandId;
const exDate = parseDate('2020-08-31');
const split: ActionTerms = { kind: 'FORWARD_SPLIT', exDate, newShares: 4, oldShares: 1 };
const dividend: ActionTerms = {
  kind: 'CASH_DIVIDEND',
  exDate,
  payDate: parseDate('2020-09-04'),
  amount: 8_200n,
};

const announced = (terms: ActionTerms, n = 1): ColdFact => ({
  type: 'CorporateActionAnnounced',
  data: { instrumentId, actionId: idOf(n), version: 1, ...terms },
});
const attempt = { instrumentId, actionId: idOf(1), version: 1, attempt: 1 };
const due = (terms: ActionTerms): ColdFact => ({
  type: 'CorporateActionDue',
  data: { ...attempt, ...terms },
});
const effective = (terms: ActionTerms): ColdFact => ({
  type: 'CorporateActionEffective',
  data: { ...attempt, ...terms, referencePrice: 1n, previousClose: 1n },
});
const applyOf = (n: number) =>
  ({ type: 'ApplyCorporateAction', data: { instrumentId, actionId: idOf(n) } }) as const;
const apply = applyOf(1);

/** What is known after some facts. @param at when they came in. */
function known(facts: readonly ColdFact[], at: Instant = 0n): PendingActions {
  const memory: PendingActions = new Map();
  facts.forEach((fact, n) => {
    const take = PENDING_ACTIONS[fact.type] as
      | ((memory: PendingActions, data: unknown, recorded: unknown) => void)
      | undefined;
    take?.(memory, fact.data, { ...recordedAs(fact, BigInt(n)), at });
  });
  return memory;
}
const on = (date: string, hours = 0): Instant => instantOf(parseDate(date), wall(hours));

describe('the ex-date', () => {
  test('puts each action of a day in force from midnight on', () => {
    const memory = known([announced(split), announced(dividend, 2)]);
    whenTime(on('2020-08-31') - 1n, memory).thenSends();
    whenTime(on('2020-08-31'), memory).thenSends(applyOf(2), apply);
    whenTime(on('2020-10-01'), memory).thenSends(applyOf(2), apply);
  });

  test('is asked for once: not while it is on its way, nor when it is done or taken back', () => {
    const back = { instrumentId, actionId: idOf(1), reason: 'no' };
    for (const facts of [
      [announced(split), due(split)],
      [announced(split), due(split), effective(split)],
      [announced(split), { type: 'CorporateActionCancelled', data: back } as const],
    ])
      whenTime(on('2020-09-01'), known(facts)).thenSends();
  });

  test('is tried again the day after it was declined, or when the instrument is halted, under another name', () => {
    const data = { ...attempt, code: 'INSTRUMENT_TRADING' } as const;
    const declined = [
      announced(split),
      due(split),
      { type: 'CorporateActionDeferred', data } as const,
    ];
    const morning = on('2020-08-31', 10);
    whenTime(morning, known(declined, morning)).thenSends();
    whenTime(on('2020-09-01'), known(declined, morning)).thenSends(apply);
    const halt = { instrumentId, reason: 'OPERATIONAL' } as const;
    const halted = known([...declined, { type: 'InstrumentHalted', data: halt }], morning);
    whenTime(morning, halted).thenSends(apply);
    const nameOf = (memory: PendingActions) => corporateActions.at?.(morning, memory)[0]?.name;
    expect(nameOf(halted)).not.toBe(nameOf(known([announced(split)])));
  });

  test('is tried again when the acquirer has moved, or is halted', () => {
    const other = 'BIG' as InstrumentId;
    const ratio = { newShares: 1, oldShares: 2 };
    const merger: ActionTerms = {
      kind: 'STOCK_MERGER',
      exDate,
      otherInstrumentId: other,
      ...ratio,
    };
    const data = { ...attempt, code: 'OTHER_PARTITION' } as const;
    const declined: readonly ColdFact[] = [
      announced(merger),
      due(merger),
      { type: 'CorporateActionDeferred', data },
    ];
    const morning = on('2020-08-31', 10);
    whenTime(morning, known(declined, morning)).thenSends();
    const move = { instrumentId: other, moveId: idOf(5), fromPartition: 1, toPartition: 0 };
    const until = { commandsUntil: 0n };
    for (const fact of [
      { type: 'InstrumentMoved', data: { ...move, ...until } },
      { type: 'InstrumentHalted', data: { instrumentId: other, reason: 'OPERATIONAL' } },
    ] as ColdFact[])
      whenTime(morning, known([...declined, fact], morning)).thenSends(apply);
  });

  test('of an instrument that is gone means nothing any more', () => {
    const data = { ...attempt, code: 'INSTRUMENT_NOT_TRADED' } as const;
    const facts = [
      announced(split),
      due(split),
      { type: 'CorporateActionDeferred', data } as const,
    ];
    whenTime(on('2020-09-02'), known(facts)).thenSends();
  });
});

test('the pay date pays a dividend in force, by its latest terms', () => {
  const facts = [announced(dividend), due(dividend), effective(dividend)];
  const pay = { type: 'PayCorporateAction', data: { instrumentId, actionId: idOf(1) } } as const;
  whenTime(on('2020-09-03', 23), known(facts)).thenSends();
  whenTime(on('2020-09-04'), known(facts)).thenSends(pay);
  const later = { ...dividend, payDate: parseDate('2020-09-08') };
  const data = { instrumentId, actionId: idOf(1), version: 2, ...later };
  whenTime(
    on('2020-09-04'),
    known([...facts, { type: 'CorporateActionAmended', data }]),
  ).thenSends();
  const payable = { instrumentId, actionId: idOf(1), version: 1 };
  whenTime(
    on('2020-09-04'),
    known([...facts, { type: 'CorporateActionPayable', data: payable }]),
  ).thenSends();
});

describe('an action in force', () => {
  test('renames its instrument', () => {
    const rename: ActionTerms = { kind: 'SYMBOL_CHANGE', exDate, newSymbol: 'APPL' };
    const facts = [announced(rename), due(rename), effective(rename)];
    const data = { instrumentId, symbol: 'APPL', effectiveOn: exDate };
    whenTime(on('2020-08-31'), known(facts)).thenSends({ type: 'ChangeSymbol', data });
    whenTime(on('2020-08-31'), known([...facts, { type: 'SymbolChanged', data }])).thenSends();
  });

  const other = { otherInstrumentId: 'BIG' as InstrumentId, newShares: 1, oldShares: 2 };
  test.each<ActionTerms>([
    { kind: 'DELISTING', exDate },
    { kind: 'CASH_MERGER', exDate, mergerCash: 542_000n },
    { kind: 'STOCK_MERGER', exDate, ...other },
  ])('ends its listing: $kind', (end) => {
    const facts = [announced(end), due(end), effective(end)];
    const data = { instrumentId, reason: `corporate action ${idOf(1)}` };
    whenTime(on('2020-08-31'), known(facts)).thenSends({ type: 'DelistInstrument', data });
    whenTime(on('2020-08-31'), known([...facts, { type: 'InstrumentDelisted', data }])).thenSends();
  });

  test('asks for nothing more where it spun something off', () => {
    const spinOff: ActionTerms = { kind: 'SPIN_OFF', exDate, ...other, costBasisPoints: 1_000 };
    const facts = [announced(spinOff), due(spinOff), effective(spinOff)];
    whenTime(on('2020-09-30'), known(facts)).thenSends();
  });
});
