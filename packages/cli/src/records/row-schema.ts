const text = (description: string) => ({ type: 'string', description });
const orNull = (description: string) => ({ type: ['string', 'null'], description });

/** JSON Schema of a line of `rows.ndjson`. */
export const ROW_SCHEMA: Readonly<Record<string, unknown>> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A row of the audit log',
  type: 'object',
  additionalProperties: false,
  properties: {
    tradeDate: text('Day in New York'),
    journal: text('Chain'),
    sequence: text('Place in the chain, from 1'),
    stream: text('Stream of the fact'),
    position: text('Commit position of its event'),
    batchIndex: { type: 'integer', description: 'Place in its event' },
    type: text('Type of the fact'),
    at: text('When its command came in, ns since 1970 UTC'),
    commandId: text('Command that caused it'),
    principal: text('Who sent the command'),
    accountId: orNull('Account that it names'),
    instrumentId: orNull('Instrument that it names'),
    orderId: orNull('Order that it names'),
    data: text('The fact’s data as JSON, as it is hashed'),
    hash: text(
      'SHA-256, hex, over previousHash and the JSON array of all fields before this one, in this order',
    ),
    previousHash: text('Hash of the row before it in its chain; zeros before the first'),
  },
};
