import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES, QUERY_FAILURES, queryExample } from '@bellwether/projections/contract';
import { channel, ref, request, type Parts } from './parts.ts';

/** Each question with its answers. */
export function queryParts(): Parts {
  const queries = Object.entries({ ...QUERIES, ...MARKET_QUESTIONS });
  const each = <T>(make: (name: string) => readonly (readonly [string, T])[]): Record<string, T> =>
    Object.fromEntries(queries.flatMap(([name]) => make(name)));
  return {
    channels: each((name) => [
      [
        `qry.${name}`,
        channel(`qry.${name}.{user}`, [`${name}.input`], { user: 'NATS user of the connection' }),
      ],
      [`qry.${name}.answers`, channel(null, [`${name}.answer`, 'QueryFailure'])],
    ]),
    operations: Object.fromEntries(
      queries.map(([name, { description }]) => [
        `qry.${name}`,
        request(`qry.${name}`, `qry.${name}.answers`, description),
      ]),
    ),
    messages: {
      ...Object.fromEntries(
        queries.flatMap(([name, query]) => [
          [`${name}.input`, { payload: query.input, examples: [{ payload: queryExample(query) }] }],
          [`${name}.answer`, { summary: query.description, payload: query.output }],
        ]),
      ),
      QueryFailure: {
        summary: 'Why there is no answer.',
        headers: {
          type: 'object',
          properties: {
            'Nats-Service-Error': { type: 'string' },
            'Nats-Service-Error-Code': { type: 'string' },
          },
        },
        payload: ref('components/schemas', 'QueryFailure'),
      },
    },
    schemas: {
      QueryFailure: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string', enum: Object.keys(QUERY_FAILURES) },
          message: { type: 'string' },
        },
      },
    },
  };
}
