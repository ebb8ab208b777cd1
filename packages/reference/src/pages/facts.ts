import {
  COLD_CATEGORIES,
  HOT_FACTS,
  JOURNAL_CATEGORY,
  JOURNAL_SCHEMA,
  jsonSchemaOf,
  type Definition,
} from '@bellwether/domain';
import { code, fieldTable, page, table } from '../markdown.ts';

/** Every fact: the stream that holds it, its version and fields. */
export function factsPage(): string {
  const streams = Object.entries(COLD_CATEGORIES).map(([category, facts]) => [
    code(`${category}-<id>`),
    facts.map(({ type }) => link(type)).join(' '),
  ]);
  return page(
    '# Facts',
    `What the event store holds, and what all views are made of. Facts of streams of their own are events in JSON. Facts of
trading stand in batches in the journal ${code(`${JOURNAL_CATEGORY}-<partition>`)}: an event ${code(JOURNAL_SCHEMA.type)} in Avro, schema ${code(JOURNAL_SCHEMA.fingerprint)},
which \`./bellwether schema show ${JOURNAL_SCHEMA.type}\` prints. Fields are named as in JSON; a field with \`?\` may be absent.`,
    table(['stream', 'facts'], streams),
    ...Object.values(COLD_CATEGORIES).flat().map(factPart),
    '# Facts of trading',
    `In ${code(`${JOURNAL_CATEGORY}-<partition>`)}, in the order in which they happened.`,
    ...[...HOT_FACTS.values()].map(factPart),
  );
}

function link(type: string): string {
  return `[${type}](#${type.toLowerCase()})`;
}

function factPart(definition: Definition): string {
  const { type, version, description } = definition;
  const words = `${description} Version ${version}.`;
  return [`## ${type}`, words, fieldTable(jsonSchemaOf(definition))].join('\n\n');
}
