import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// What a new capability takes: an aggregate, a process manager and a read model are put into a copy of the platform, which
// then runs.

const ROOT = join(import.meta.dirname, '../../..');
const SAMPLE = join(import.meta.dirname, 'sample-capability');

/** The sample's aggregate, as the registry imports it. */
const NOTE = '../../notes/note.ts';

/** New files of the sample, and where they go. */
const NEW_FILES: Readonly<Record<string, string>> = {
  'commands.ts.txt': 'packages/domain/src/notes/commands.ts',
  'facts.ts.txt': 'packages/domain/src/notes/facts.ts',
  'note.ts.txt': 'packages/domain/src/notes/note.ts',
  'note-keeper.ts.txt': 'packages/processes/src/note-keeper.ts',
  'notes-projection.ts.txt': 'packages/projections/src/notes/projection.ts',
  'notes-query.ts.txt': 'packages/projections/src/notes/query.ts',
};
/** Lines that are added to files that are there: an import, and a place in a list. */
const LINES: readonly (readonly [file: string, before: string, line: string])[] = [
  [
    'packages/domain/src/contracts/registry/registry.ts',
    'import { marketSession }',
    `import { note } from '${NOTE}';\n`,
  ],
  [
    'packages/domain/src/contracts/registry/registry.ts',
    '  symbols: symbolHolder,',
    '  notes: note,\n',
  ],
  [
    'packages/processes/src/processes.ts',
    'import type { ProcessManager }',
    "import { noteKeeper } from './note-keeper.ts';\n",
  ],
  ['packages/processes/src/processes.ts', '...(sessions ===', 'noteKeeper, '],
  [
    'packages/projections/src/capabilities/capabilities.ts',
    'import { ORDERS }',
    "import { NOTES } from '../notes/query.ts';\n",
  ],
  ['packages/projections/src/capabilities/capabilities.ts', '];\n\nconst ALL_PROJ', '  NOTES,\n'],
];

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'bellwether-sample-'));
  for (const folder of ['packages', 'infra'])
    cpSync(join(ROOT, folder), join(copy, folder), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, 'docs/reference'), { recursive: true });
  for (const name of ['domain', 'projections'])
    mkdirSync(join(copy, 'packages', name, 'src/notes'));
  for (const [from, to] of Object.entries(NEW_FILES))
    copyFileSync(join(SAMPLE, from), join(copy, to));
  for (const [file, before, line] of LINES) {
    const text = readFileSync(join(copy, file), 'utf8');
    expect(text.split(before), `${file} has ${before} once`).toHaveLength(2);
    writeFileSync(join(copy, file), text.replace(before, `${line}${before}`));
  }
  copyFileSync(join(SAMPLE, 'run.ts.txt'), join(copy, 'packages/processes/test/sample-run.ts'));
  copyFileSync(join(SAMPLE, 'read-run.ts.txt'), join(copy, 'packages/graphql/test/sample-run.ts'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8', timeout: 60_000 });
const written = (file: string): string => readFileSync(join(copy, 'docs/reference', file), 'utf8');

/** Files of a package that the sample adds or changes. */
function filesOf(name: string): readonly string[] {
  const all = [...Object.values(NEW_FILES), ...LINES.map(([file]) => file)];
  return [...new Set(all)].filter((file) => file.startsWith(`packages/${name}/`));
}

/** Sources of the copy that mention a word. */
function mentioning(word: string): readonly string[] {
  return ['packages', 'infra'].flatMap((folder) =>
    readdirSync(join(copy, folder))
      .map((name) => join(folder, name, 'src'))
      .filter((source) => existsSync(join(copy, source)))
      .flatMap((source) =>
        readdirSync(join(copy, source), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
          .map((file) => join(source, file))
          .filter((file) => readFileSync(join(copy, file), 'utf8').includes(word)),
      ),
  );
}

describe('a new capability', () => {
  test('is an aggregate of three files and a line, and a process manager of one file and a line', () => {
    expect(filesOf('domain').filter((file) => file.includes('/notes/'))).toHaveLength(3);
    expect(filesOf('processes').filter((file) => !file.endsWith('/processes.ts'))).toHaveLength(1);
    expect(filesOf('domain').length + filesOf('processes').length).toBe(6);
    expect(mentioning(`from '${NOTE}'`)).toEqual([
      'packages/domain/src/contracts/registry/registry.ts',
    ]);
  });

  test('is a read model with a question and a subscription of two files and a line', () => {
    expect(filesOf('projections')).toHaveLength(3);
    expect(mentioning("from '../notes/query.ts'")).toEqual([
      'packages/projections/src/capabilities/capabilities.ts',
    ]);
    // Nothing else names it: tables, rights, the API and the reference follow.
    expect(['graphql', 'reference', 'cli'].flatMap(filesOf)).toEqual([]);
  });

  test('has commands that stand in two files each', () => {
    expect(mentioning('CloseNote').filter((file) => !file.includes('note-keeper'))).toEqual([
      'packages/domain/src/notes/commands.ts',
      'packages/domain/src/notes/note.ts',
    ]);
    expect(mentioning('AddNote')).toEqual(['packages/domain/src/notes/commands.ts']);
  });

  test('is decided, queued, refused and reacted to on the running platform', () => {
    expect(JSON.parse(run('packages/processes/test/sample-run.ts'))).toEqual({
      commands: ['AddNote', 'CloseNote'],
      added: 'accepted',
      durable: 'accepted',
      facts: ['NoteAdded', 'NoteClosed'],
      refused: 'NOTHING_TO_CHANGE',
    });
  });

  test('is read, and followed, over the API and over NATS on the running platform', () => {
    const [note, closed] = [
      { noteId: 'n1', isOpen: true },
      { noteId: 'n1', isOpen: false },
    ];
    expect(JSON.parse(run('packages/graphql/test/sample-run.ts'))).toEqual({
      graphql: { data: { notes: { notes: [{ ...note, words: 'one' }], next: null } } },
      nats: ['one'],
      changes: ['SNAPSHOT', 'n1'],
      heard: [
        { noteChanges: { kind: 'SNAPSHOT', notes: [note] } },
        { noteChanges: { kind: 'CHANGE', notes: [closed] } },
      ],
      failures: [],
    });
  });

  test('is in the API, the reference, the AsyncAPI document and the command line', () => {
    run('packages/reference/src/main.ts');
    const schema = written('schema.graphql');
    for (const field of ['addNote(', 'notes(', 'noteChanges(']) expect(schema).toContain(field);
    expect(schema).toMatch(/type NotePage \{[^}]*notes: \[Note!\]!/);
    for (const question of ['note.list', 'note.changes'])
      expect(written('queries.md')).toContain(`## ${question}`);
    expect(written('commands.md')).toContain('## CloseNote');
    expect(written('commands.md')).toContain('cmd.note.submit.<noteId>.<user>');
    expect(written('facts.md')).toContain('NoteClosed');
    for (const subject of ['cmd.durable.note', 'qry.note.list', 'qry.note.changes'])
      expect(written('asyncapi.yaml')).toContain(subject);
    const words = run('packages/cli/src/main.ts', 'completion', 'bash');
    for (const word of ['AddNote', "'ask note.list'", "'ask note.changes'"])
      expect(words).toContain(word);
  });
});
