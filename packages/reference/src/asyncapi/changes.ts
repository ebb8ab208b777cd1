import { servingSubject } from '@bellwether/domain';
import { PROJECTIONS, rowOf } from '@bellwether/projections/contract';
import { channel, ref, type Parts } from './parts.ts';

/** What the platform publishes by itself: changed rows after they are committed, and who answers commands from now on. */
export function changeParts(): Parts {
  const changes = PROJECTIONS.flatMap(({ name, announce, tables: { postgres } }) => {
    if (announce === undefined || postgres === undefined) return [];
    return [{ name: `evt.${name}`, row: rowOf(postgres), ...addressOf(announce) }];
  });
  const serving = { partition: 'Trading partition' };
  return {
    channels: {
      ...Object.fromEntries(
        changes.map(({ name, address, parameters }) => [
          name,
          channel(
            address,
            [name],
            Object.fromEntries(parameters.map((one) => [one, `The ${one} of the row`])),
          ),
        ]),
      ),
      serving: channel(servingSubject('{partition}' as never), ['Serving'], serving),
    },
    operations: {
      ...Object.fromEntries(changes.map(({ name }) => [name, send(name, 'A row has changed.')])),
      serving: send('serving', 'Somebody begins to answer commands: send again what waits.'),
    },
    messages: {
      ...Object.fromEntries(
        changes.map(({ name, row }) => [
          name,
          { summary: 'The row after the change. 64-bit integers are strings.', payload: row },
        ]),
      ),
      Serving: { summary: 'Says nothing but its subject.' },
    },
    schemas: {},
  };
}

/** The subject that a row is published under, with the names of the row's fields for their values. */
function addressOf(announce: (row: object) => { readonly subject: string }): {
  readonly address: string;
  readonly parameters: readonly string[];
} {
  const parameters: string[] = [];
  const row = new Proxy(
    {},
    {
      get(_, field) {
        parameters.push(String(field));
        return `{${String(field)}}`;
      },
    },
  );
  return { address: `evt.${announce(row).subject}`, parameters };
}

function send(name: string, summary: string): object {
  return { action: 'send', channel: ref('channels', name), summary };
}
