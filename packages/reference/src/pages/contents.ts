import { COLD_FACTS, COMMANDS, HOT_FACTS } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES } from '@bellwether/projections/contract';
import { page, table } from '../markdown.ts';

/** What there is to look up. */
export function contentsPage(): string {
  const facts = COLD_FACTS.size + HOT_FACTS.size;
  return page(
    '# Reference',
    `Written by \`npm run pnpm run reference\` from the declarations in the code; a test fails where the two differ. Nothing
here is written by hand.`,
    table(
      ['page', 'says'],
      [
        [
          '[commands](commands.md)',
          `the ${COMMANDS.size} commands: who may send them, where, with which fields`,
        ],
        ['[facts](facts.md)', `the ${facts} facts: streams, versions, fields`],
        [
          '[queries](queries.md)',
          `the ${Object.keys(QUERIES).length} questions to the read models, and the ${Object.keys(MARKET_QUESTIONS).length} to the market of all feeds`,
        ],
        ['[errors](errors.md)', 'every outcome, refusal and error code'],
        ['[subjects](subjects.md)', 'what each NATS user may say and hear'],
        ['[schema.graphql](schema.graphql)', 'the API of the gateway'],
        ['[asyncapi.yaml](asyncapi.yaml)', 'the NATS interface as an AsyncAPI 3 document'],
      ],
    ),
  );
}
