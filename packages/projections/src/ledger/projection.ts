import { JOURNAL_FACTS, journalOf, type LedgerLine } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { Fact, FactContext } from '../runtime/recorded-fact.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { ledgerDays, type LedgerDayRow } from './table.ts';

/** Lines of a fact's journal by their keys, made once for all rows of the fact. */
const journals = new WeakMap<object, ReadonlyMap<string, readonly LedgerLine[]>>();

function linesOf(
  type: Fact['type'],
  data: object,
  { at }: FactContext,
): ReadonlyMap<string, readonly LedgerLine[]> {
  const known = journals.get(data);
  if (known !== undefined) return known;
  const day = tradeDateOf(at);
  const lines = Map.groupBy(
    journalOf({ type, data } as Parameters<typeof journalOf>[0]),
    ({ owner, account, commodity }) => `${day}/${owner}/${account}/${commodity}`,
  );
  journals.set(data, lines);
  return lines;
}

/** Books the journal of a fact. */
function books(type: Fact['type']): Reaction<LedgerDayRow, object> {
  return {
    keys: (data, context) => [...linesOf(type, data, context).keys()],
    evolve(row, data, context, entryId) {
      const lines = linesOf(type, data, context).get(entryId) ?? [];
      const [first] = lines;
      if (first === undefined) return row;
      const { owner, account, commodity } = first;
      const amounts = lines.map(({ amount }) => amount);
      return {
        entryId,
        day: tradeDateOf(context.at),
        owner,
        account,
        commodity,
        debits: amounts.reduce((sum, one) => (one > 0n ? sum + one : sum), row?.debits ?? 0n),
        credits: amounts.reduce((sum, one) => (one < 0n ? sum - one : sum), row?.credits ?? 0n),
        lines: (row?.lines ?? 0) + lines.length,
        position: context.position,
      };
    },
  };
}

/** The ledger by day: the journals of all facts that move money or shares, added up. */
export const ledgerDaysProjection: Projection = defineProjection<LedgerDayRow>({
  name: 'ledger_days',
  version: 3,
  tables: { postgres: ledgerDays },
  key: 'entryId',
  on: Object.fromEntries(JOURNAL_FACTS.map((type) => [type, books(type)])),
});
