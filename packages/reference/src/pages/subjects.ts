import { streams } from '@bellwether/nats/streams';
import { CALLERS, SERVICE_USERS } from '@bellwether/nats/users';
import { code, page, table } from '../markdown.ts';

/** What each NATS user may say and hear, and which streams keep what. */
export function subjectsPage(): string {
  return page(
    '# Subjects',
    'The server lets a user do what stands here, and refuses everything else.',
    '## Callers',
    `Each has a NATS account of its own, and names itself in the last word of what it asks. \`asks\`: requests to the platform.
\`hears\`: messages of the platform. \`says\`: in its own account alone.`,
    table(
      ['user', 'asks', 'hears', 'says'],
      CALLERS.map(({ name, asks, hears, says }) => [code(name), ...[asks, hears, says].map(list)]),
    ),
    '## Services',
    ...SERVICE_USERS.map(({ name, publish, subscribe }) =>
      [`### ${name}`, `Publishes: ${list(publish)}.`, `Subscribes: ${list(subscribe)}.`].join(
        '\n\n',
      ),
    ),
    '## Streams of JetStream',
    'Transport, not truth. The subjects of `COMMANDS` are those of an installation with one trading partition.',
    table(
      ['stream', 'subjects', 'holds'],
      streams().map(({ name, subjects = [], description = '' }) => [
        code(name),
        list(subjects),
        description,
      ]),
    ),
  );
}

function list(subjects: readonly string[]): string {
  return subjects.map(code).join(' ');
}
