import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { CommandId, InstrumentId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import {
  corporateActions,
  type ActionsState,
  type CorporateActionDecision,
} from './corporate-actions.ts';
import type { CorporateActionFact } from './facts.ts';
import type { ActionTerms } from './terms.ts';

const { given } = specificationOf(corporateActions);
const instrumentId = 'AAPL' as InstrumentId;
const idOf = (n: number): CommandId => `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}` as CommandId;
const day = parseDate;
const noon = (date: string): bigint => instantOf(day(date), wall(12));

/** Apple's 7:1 split of Monday, 9 June 2014. */
const SPLIT: ActionTerms = {
  kind: 'FORWARD_SPLIT',
  exDate: day('2014-06-09'),
  newShares: 7,
  oldShares: 1,
};
const DIVIDEND: ActionTerms = {
  kind: 'CASH_DIVIDEND',
  exDate: day('2014-08-07'),
  payDate: day('2014-08-14'),
  amount: parseDecimal('0.47'),
};

const other = { newShares: 1, oldShares: 4, otherInstrumentId: 'CHILD' as InstrumentId } as const;
const SPIN_OFF: ActionTerms = {
  kind: 'SPIN_OFF',
  exDate: SPLIT.exDate,
  ...other,
  costBasisPoints: 1_250,
  childValue: parseDecimal('3.10'),
};
const MERGER: ActionTerms = { kind: 'STOCK_MERGER', exDate: SPLIT.exDate, ...other };
const BUYOUT: ActionTerms = {
  kind: 'CASH_MERGER',
  exDate: SPLIT.exDate,
  mergerCash: parseDecimal('54.20'),
};

const announce = (terms: ActionTerms, on = '2014-06-02', n = 1): CorporateActionDecision => ({
  type: 'AnnounceCorporateAction',
  commandId: idOf(n),
  at: noon(on),
  data: { instrumentId, ...terms },
});
const announced = (terms: ActionTerms, n = 1, version = 1): CorporateActionFact => ({
  type: 'CorporateActionAnnounced',
  data: { instrumentId, actionId: idOf(n), version, ...terms },
});
const amend = (terms: ActionTerms, on = '2014-06-02'): CorporateActionDecision => ({
  type: 'AmendCorporateAction',
  commandId: idOf(8),
  at: noon(on),
  data: { instrumentId, actionId: idOf(1), ...terms },
});
const applied = (at: bigint, n = 1): CorporateActionDecision => ({
  type: 'ApplyCorporateAction',
  commandId: idOf(9),
  at,
  data: { instrumentId, actionId: idOf(n) },
});
const due = (terms: ActionTerms, n = 1, attempt = 1): CorporateActionFact => ({
  type: 'CorporateActionDue',
  data: { instrumentId, actionId: idOf(n), version: 1, attempt, ...terms },
});
const prices = { referencePrice: 1n, previousClose: 1n };
const effective = (terms: ActionTerms, n = 1): CorporateActionFact => ({
  type: 'CorporateActionEffective',
  data: { instrumentId, actionId: idOf(n), version: 1, attempt: 1, ...terms, ...prices },
});

describe('an action is announced', () => {
  test('with its terms, under the id of its command', () => {
    given().when(announce(SPLIT)).thenRecords(announced(SPLIT));
  });

  test.each<[string, Partial<ActionTerms> & { kind: ActionTerms['kind'] }, string]>([
    ['a split with no ratio', { kind: 'FORWARD_SPLIT' }, 'TERMS'],
    ['a split of one for one', { ...SPLIT, newShares: 1 }, 'TERMS'],
    ['a forward split that is a reverse one', { ...SPLIT, newShares: 1, oldShares: 7 }, 'TERMS'],
    ['a reverse split that is a forward one', { ...SPLIT, kind: 'REVERSE_SPLIT' }, 'TERMS'],
    ['a dividend with a ratio', { ...DIVIDEND, newShares: 7, oldShares: 1 }, 'TERMS'],
    ['a dividend without a pay date', { kind: 'CASH_DIVIDEND', amount: 1n }, 'TERMS'],
    ['more capital returned than paid', { ...DIVIDEND, returnOfCapital: 4_701n }, 'TERMS'],
    ['a symbol change without a symbol', { kind: 'SYMBOL_CHANGE' }, 'TERMS'],
    ['a cash merger without cash', { kind: 'CASH_MERGER' }, 'TERMS'],
    ['a cash merger with shares', { ...BUYOUT, ...other }, 'TERMS'],
    ['a stock merger without an acquirer', { kind: 'STOCK_MERGER', newShares: 1 }, 'TERMS'],
    ['a merger into itself', { ...MERGER, otherInstrumentId: instrumentId }, 'TERMS'],
    ['a stock merger that splits the cost', { ...MERGER, costBasisPoints: 1 }, 'TERMS'],
    ['a spin-off of itself', { ...SPIN_OFF, otherInstrumentId: instrumentId }, 'TERMS'],
    ['a spin-off that says nothing of the cost', { kind: 'SPIN_OFF', ...other }, 'TERMS'],
    ['a split with an acquirer', { ...SPLIT, otherInstrumentId: other.otherInstrumentId }, 'TERMS'],
    ['an ex-date on a Saturday', { ...SPLIT, exDate: day('2014-06-07') }, 'DATES'],
    ['an ex-date beyond the calendar', { ...SPLIT, exDate: day('2044-06-07') }, 'DATES'],
    ['an ex-date that is over', { ...SPLIT, exDate: day('2014-05-30') }, 'DATES'],
    ['a pay date before the ex-date', { ...DIVIDEND, payDate: day('2014-08-06') }, 'DATES'],
    ['a pay date on a bank holiday', { ...DIVIDEND, payDate: day('2014-10-13') }, 'DATES'],
  ])('but not %s', (_, terms, what) => {
    const complete = { exDate: day('2014-06-09'), ...terms };
    given()
      .when(announce(complete))
      .thenRejects(`INVALID_ACTION_${what}` as never);
  });

  test.each([SPIN_OFF, MERGER, { ...MERGER, mergerCash: 1n }, BUYOUT])('as $kind', (terms) => {
    given().when(announce(terms)).thenRecords(announced(terms));
  });

  test('as the one that ends the instrument', () => {
    given(announced(BUYOUT))
      .when(announce(MERGER, '2014-06-02', 2))
      .thenRejects('ACTION_CONFLICT');
  });

  test('after its ex-date where it says that it is late', () => {
    const late = { ...SPLIT, late: true };
    given().when(announce(late, '2014-06-20')).thenRecords(announced(late));
  });

  test('unless another one of the day does the same; two dividends on a day are fine', () => {
    const stock = { ...SPLIT, kind: 'STOCK_DIVIDEND' } as const;
    given(announced(SPLIT))
      .when(announce(stock, '2014-06-02', 2))
      .thenRejects('ACTION_CONFLICT');
    given(announced(DIVIDEND))
      .when(announce(DIVIDEND, '2014-06-02', 2))
      .thenRecords(announced(DIVIDEND, 2));
  });
});

describe('an action that is not in force', () => {
  const other = { ...SPLIT, newShares: 4 };

  test('is amended, as another version, and taken back', () => {
    const data = { instrumentId, actionId: idOf(1), version: 2, ...other };
    given(announced(SPLIT))
      .when(amend(other))
      .thenRecords({ type: 'CorporateActionAmended', data });
    const back = { instrumentId, actionId: idOf(1), reason: 'the meeting said no' };
    const cancel = {
      type: 'CancelCorporateAction',
      commandId: idOf(8),
      at: 0n,
      data: back,
    } as const;
    const cancelled = { type: 'CorporateActionCancelled', data: back } as const;
    given(announced(SPLIT)).when(cancel).thenRecords(cancelled);
    for (const late of [cancel, amend(other)])
      given(announced(SPLIT), cancelled).when(late).thenRejects('UNKNOWN_CORPORATE_ACTION');
    given(announced(SPLIT), due(SPLIT)).when(cancel).thenRejects('ACTION_IN_FORCE');
  });

  test('in force it stays, but for the pay date of a dividend', () => {
    const history = [announced(DIVIDEND), due(DIVIDEND), effective(DIVIDEND)];
    const more = { ...DIVIDEND, amount: 4_800n };
    given(...history)
      .when(amend(more, '2014-08-08'))
      .thenRejects('ACTION_IN_FORCE');
    const later = { ...DIVIDEND, payDate: day('2014-08-15') };
    const data = { instrumentId, actionId: idOf(1), version: 2, ...later };
    given(...history)
      .when(amend(later, '2014-08-08'))
      .thenRecords({ type: 'CorporateActionAmended', data });
    given(...history)
      .when(amend(later, '2014-08-18'))
      .thenRejects('INVALID_ACTION_DATES');
  });
});

describe('the ex-date', () => {
  const midnight = instantOf(day('2014-06-09'), 0n);

  test('has come at midnight in New York, not before, and counts once', () => {
    const apply = (at: bigint) => given(announced(SPLIT)).when(applied(at));
    apply(midnight - 1n).thenRejects('NOT_YET');
    apply(midnight).thenRecords(due(SPLIT));
    given(announced(SPLIT), due(SPLIT)).when(applied(midnight)).thenRejects('NOTHING_TO_CHANGE');
    given().when(applied(midnight)).thenRejects('UNKNOWN_CORPORATE_ACTION');
  });

  test('puts the actions of a day in force in one order, whatever the order of announcements', () => {
    const exDate = SPLIT.exDate;
    const before = { ...DIVIDEND, exDate };
    const after = { ...before, amountBasis: 'AFTER_SPLIT' } as const;
    const rename = { kind: 'SYMBOL_CHANGE', exDate, newSymbol: 'APPL' } as const;
    const inOrder = [rename, before, SPLIT, after, SPIN_OFF, BUYOUT];
    for (const order of [
      [0, 1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1, 0],
      [2, 0, 3, 5, 1, 4],
    ]) {
      const history = order.map((n) => announced(inOrder[n]!, n));
      inOrder.forEach((terms, n) => {
        const before = inOrder.slice(0, n).map((one, place) => due(one, place));
        const whenAsked = (which: number) =>
          given(...history, ...before).when(applied(midnight, which));
        whenAsked(n).thenRecords(due(terms, n));
        if (n < inOrder.length - 1) whenAsked(n + 1).thenRejects('ACTION_CONFLICT');
      });
    }
  });

  test('an attempt that was declined is made again; an answer to an earlier one means nothing', () => {
    const attempt = { instrumentId, actionId: idOf(1), version: 1, attempt: 1 };
    const declined = { ...attempt, code: 'INSTRUMENT_TRADING' } as const;
    const deferred = { type: 'CorporateActionDeferred', data: declined } as const;
    const history = [announced(SPLIT), due(SPLIT)];
    given(...history)
      .when({ type: 'DeferAction', data: declined })
      .thenRecords(deferred);
    given(...history, deferred)
      .when(applied(midnight))
      .thenRecords(due(SPLIT, 1, 2));
    const confirm = { type: 'ConfirmAction', data: { ...attempt, ...prices } } as const;
    given(...history, deferred, due(SPLIT, 1, 2))
      .when(confirm)
      .thenNothing();
    given(...history)
      .when(confirm)
      .thenRecords(effective(SPLIT));
    given(...history, effective(SPLIT))
      .when(confirm)
      .thenNothing();
  });
});

describe('the pay date', () => {
  const pay = (at: string): CorporateActionDecision => ({
    type: 'PayCorporateAction',
    commandId: idOf(9),
    at: noon(at),
    data: { instrumentId, actionId: idOf(1) },
  });
  const payable: CorporateActionFact = {
    type: 'CorporateActionPayable',
    data: { instrumentId, actionId: idOf(1), version: 1 },
  };

  test('pays what is in force, once, and nothing before', () => {
    const history = [announced(DIVIDEND), due(DIVIDEND), effective(DIVIDEND)];
    given(announced(DIVIDEND)).when(pay('2014-08-14')).thenRejects('NOTHING_TO_CHANGE');
    given(...history)
      .when(pay('2014-08-13'))
      .thenRejects('NOT_YET');
    given(...history)
      .when(pay('2014-08-14'))
      .thenRecords(payable);
    given(...history, payable)
      .when(pay('2014-08-14'))
      .thenNothing();
    given(announced(SPLIT)).when(pay('2014-08-14')).thenRejects('UNKNOWN_CORPORATE_ACTION');
  });
});

test('a fact about an unknown action changes nothing', () => {
  const state: ActionsState = corporateActions.evolve(corporateActions.initial, due(SPLIT));
  expect(state.size).toBe(0);
});
