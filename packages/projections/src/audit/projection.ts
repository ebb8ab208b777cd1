import { defineProjection, type Projection } from '../runtime/projection.ts';
import { factJson } from '../runtime/fact-json.ts';
import { idsOf } from '../runtime/fact-ids.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { CHAIN_START, chainHash } from './hash-chain.ts';
import { auditLog, type AuditRow } from './table.ts';

/** Every fact of whatever type, chained by hash within its journal. */
export const auditLogProjection: Projection = defineProjection<AuditRow>({
  name: 'audit_log',
  version: 1,
  grain: 'chain',
  tables: { postgres: auditLog },
  key: 'journal',
  on: {},
  onAny: {
    keys: (_, { stream }) => [journalOf(stream)],
    evolve: (before, fact, { stream, position, index, at, commandId, principal }, journal) => {
      const { accountId, instrumentId, orderId } = idsOf(fact);
      const row = {
        tradeDate: tradeDateOf(at),
        journal,
        sequence: (before?.sequence ?? 0n) + 1n,
        stream,
        position,
        batchIndex: index,
        type: fact.type,
        at,
        commandId,
        principal,
        accountId,
        instrumentId,
        orderId,
        data: JSON.stringify(factJson(fact)),
        hash: '',
      };
      // Filled in, not copied: every fact passes here.
      row.hash = chainHash(before?.hash ?? CHAIN_START, row);
      return row;
    },
  },
});

/** A trading journal is a chain; the many small streams of accounts and instruments share one each. */
function journalOf(stream: string): string {
  return stream.startsWith('trading-') ? stream : stream.slice(0, stream.indexOf('-'));
}
