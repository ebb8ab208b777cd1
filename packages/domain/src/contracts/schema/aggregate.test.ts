import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { all } from '../../authorisation/rule.ts';
import { accept } from '../../kernel/decider.ts';
import { define, defineCommand } from './definition.ts';
import { accountId, message, record } from './fields.ts';
import { defineAggregate, defineCommands, type Aggregate } from './aggregate.ts';
import { byName } from './by-name.ts';
import { AGGREGATES, COLD_CATEGORIES, COMMANDS, CONTEXTS, ROUTES } from '../registry/registry.ts';

const AddNote = defineCommand(
  'AddNote',
  'Adds a note.',
  all('ops'),
  record({ accountId: accountId(), text: message() }),
);
const NoteAdded = define('NoteAdded', 'There is a note.', AddNote.schema);

type Notes = Aggregate<
  readonly [typeof AddNote],
  readonly [typeof NoteAdded],
  number,
  { data: never }
>;
const notes: Notes = {
  description: 'Notes',
  category: 'note',
  route: { context: 'note', by: 'accountId' },
  commands: [AddNote],
  facts: [NoteAdded],
  followedByTrading: false,
  initial: 0,
  decide: (_, { data }) => accept({ type: 'NoteAdded', data }),
  evolve: (count) => count + 1,
};

describe('a declaration that contradicts itself is refused by name', () => {
  test('commands that are routed by a field they need not have', () => {
    const Vague = defineCommand(
      'Vague',
      'Names nobody.',
      all('ops'),
      record({ accountId: Type.Optional(accountId()) }),
    );
    const group = {
      description: 'Vague',
      route: { context: 'vague', by: 'accountId' },
      commands: [Vague],
    };
    expect(() => defineCommands(group)).toThrow('Vague is routed by accountId');
    expect(() => defineAggregate({ ...notes, route: { context: 'note', by: 'noteId' } })).toThrow(
      'AddNote is routed by noteId',
    );
  });

  test.each(['note-book', '$notes', ''])('the category “%s”', (category) => {
    expect(() => defineAggregate({ ...notes, category })).toThrow(`category ${category}`);
  });

  test.each(['no.te', 'note*', ''])(
    'the context “%s”, which would be part of a subject',
    (context) => {
      expect(() => defineAggregate({ ...notes, route: { context, by: 'accountId' } })).toThrow(
        `context ${context}`,
      );
    },
  );

  test('an aggregate without facts', () => {
    expect(() => defineAggregate({ ...notes, facts: [] as unknown as Notes['facts'] })).toThrow(
      'note has no facts',
    );
  });

  test('two commands of one name', () => {
    expect(() => byName('command', [AddNote, AddNote])).toThrow('there are two of command AddNote');
  });
});

describe('what follows from the declarations', () => {
  test('every command has a route to a context that takes commands', () => {
    for (const type of COMMANDS.keys())
      expect(CONTEXTS.has(ROUTES.get(type)?.context ?? ''), type).toBe(true);
  });

  test('no two aggregates share a category of streams', () => {
    expect(Object.keys(COLD_CATEGORIES)).toHaveLength(Object.keys(AGGREGATES).length);
  });
});
