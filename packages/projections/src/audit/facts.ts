import { factJson } from '../runtime/fact-json.ts';
import { idsOf } from '../runtime/fact-ids.ts';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import type { Fact, FactContext } from '../runtime/recorded-fact.ts';
import { PLACE, uuid, word } from '../stores/clickhouse/columns.ts';

interface FactRow extends FactContext {
  readonly key: string;
  readonly fact: Fact;
}

/** Every fact, whatever its type, as its JSON. */
export const factsTable: Projection = defineProjection<FactRow>({
  name: 'facts',
  version: 1,
  grain: 'log',
  key: 'key',
  on: {},
  onAny: {
    creates: true,
    keys: (_, { position, index }) => [`${position}/${index}`],
    evolve: (_, fact, context, key) => ({ ...context, key, fact }),
  },
  tables: {
    clickHouse: {
      name: 'facts',
      comment: 'Every fact of the log',
      retention: 'records',
      orderBy: ['position', 'batch_index'],
      columns: {
        ...PLACE,
        type: word('Type of the fact', ({ fact }) => fact.type),
        command_id: uuid('Command that caused it', ({ commandId }) => commandId),
        principal: word('NATS user that sent the command', ({ principal }) => principal),
        account_id: word('Account it names', ({ fact }) => idsOf(fact).accountId ?? ''),
        instrument_id: word('Instrument it names', ({ fact }) => idsOf(fact).instrumentId ?? ''),
        order_id: {
          type: 'String',
          comment: 'Order it names',
          value: ({ fact }) => idsOf(fact).orderId ?? '',
        },
        data: {
          type: 'String codec(ZSTD(3))',
          comment: 'Its data as JSON',
          value: ({ fact }) => JSON.stringify(factJson(fact)),
        },
      },
    },
  },
});
