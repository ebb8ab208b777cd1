// House rules that no linter can express, as a test, so that `npm test` is the only gate.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Who may depend on whom (dependencies, not devDependencies). A new edge is an architecture decision: write an ADR. */
const ALLOWED_EDGES: Record<string, readonly string[]> = {
  'packages/domain': [],
  'packages/platform': [],
  'packages/engine': ['domain'],
  'packages/commands': ['domain', 'engine', 'platform'],
  'packages/projections': ['domain', 'platform'],
  'packages/graphql': ['domain', 'commands', 'projections', 'platform'],
  'packages/testkit': ['clickhouse', 'nats', 'platform', 'servers'],
};

/** Packages that others enter by a named door only. */
const DOORS: Record<string, Record<string, readonly string[]>> = {
  'packages/graphql': {
    '@bellwether/commands': ['@bellwether/commands/client'],
    '@bellwether/projections': [
      '@bellwether/projections/read-model',
      '@bellwether/projections/contract',
    ],
  },
};

/** A file without its comments, which may speak of anything. */
const code = (file: string): string =>
  readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

/** What would make a decision depend on anything but its inputs. */
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
  /\bprocess\./,
  /\bsetTimeout\b/,
  /\bsetInterval\b/,
  /\bfetch\(/,
  /\brandomUUID\b/,
  /from 'node:/,
];

const FILE_LINES_MAX = 400;

interface Package {
  readonly path: string;
  readonly dependencies: readonly string[];
}

const packages: readonly Package[] = ['packages', 'infra'].flatMap((folder) =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'package.json')))
    .map((path) => {
      const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
      return { path, dependencies: Object.keys(manifest.dependencies ?? {}) };
    }),
);

const sources = (path: string, folders = ['src', 'test', 'bench', 'examples']): string[] =>
  folders
    .map((folder) => join(path, folder))
    .filter(existsSync)
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join(folder, file)),
    );

const imports = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((m) => m[1] ?? '');

describe.each(packages)('$path', ({ path, dependencies }) => {
  const allowed = ALLOWED_EDGES[path];

  test('depends only on what ARCHITECTURE.md allows', () => {
    if (path.startsWith('infra/')) return expect(allowed).toBeUndefined();
    const internal = dependencies
      .filter((name) => name.startsWith('@bellwether/'))
      .map((name) => name.slice('@bellwether/'.length));
    expect(internal.filter((name) => !allowed?.includes(name))).toEqual([]);
  });

  test('says in its README what it is', () => {
    const readme = readFileSync(join(path, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# \S/);
    const folders = [...readme.matchAll(/`(src\/[\w./-]+)`/g)].map(([, folder = '']) => folder);
    expect(folders.filter((folder) => !existsSync(join(path, folder)))).toEqual([]);
  });

  test('never reaches into a sibling by a relative path', () => {
    const escapes = sources(path).flatMap((file) =>
      imports(file)
        .filter((i) => i.startsWith('.') && relative(path, join(file, '..', i)).startsWith('..'))
        .map((i) => `${file}: ${i}`),
    );
    expect(escapes).toEqual([]);
  });

  test('enters other packages by their named doors', () => {
    const wrong = sources(path, ['src']).flatMap((file) =>
      imports(file).filter((i) =>
        Object.entries(DOORS[path] ?? {}).some(
          ([name, doors]) => (i === name || i.startsWith(`${name}/`)) && !doors.includes(i),
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test(`has no file over ${FILE_LINES_MAX} lines`, () => {
    const long = sources(path).filter(
      (file) => readFileSync(file, 'utf8').split('\n').length > FILE_LINES_MAX,
    );
    expect(long).toEqual([]);
  });

  test('never ends the process from library code', () => {
    const exits = sources(path, ['src']).filter((file) =>
      /\bprocess\.exit\(/.test(readFileSync(file, 'utf8')),
    );
    expect(exits).toEqual([]);
  });
});

test('domain has no clock, no randomness and no I/O', () => {
  const impure = sources('packages/domain', ['src'])
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) =>
      IMPURE.filter((rule) => rule.test(code(file))).map((rule) => `${file}: ${rule.source}`),
    );
  expect(impure).toEqual([]);
});

test('engine book and ring take neither clock nor randomness', () => {
  const impure = ['book', 'ring']
    .map((folder) => join('packages/engine/src', folder))
    .filter(existsSync)
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((f) => join(folder, f)),
    )
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) =>
      /\bDate\b|Math\.random|performance\.now|hrtime/.test(readFileSync(file, 'utf8')),
    );
  expect(impure).toEqual([]);
});

test('the rules can fail: each impurity rule matches its own example', () => {
  const examples = [
    'Date.now()',
    'new Date()',
    'Math.random()',
    'performance.now()',
    'process.env',
    'setTimeout(f)',
    'setInterval(f)',
    'fetch(url)',
    'randomUUID()',
    "import x from 'node:fs'",
  ];
  expect(IMPURE.map((rule, i) => rule.test(examples[i] ?? ''))).toEqual(IMPURE.map(() => true));
});

describe('decisions', () => {
  const folder = join('docs', 'adr');
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  const files = readdirSync(folder).filter((file) => /^\d{4}-/.test(file));

  test.each(files)(
    '%s has a number, a title, a status with its day, and a row in the index',
    (file) => {
      const [title = '', , status = ''] = readFileSync(join(folder, file), 'utf8').split('\n');
      const number = file.slice(0, 4);
      expect(title).toMatch(new RegExp(`^# ${number} \\S`));
      expect(status).toMatch(
        /^Status: (accepted|superseded by \[\d{4}\]\(.*\)), \d{4}-\d\d-\d\d\.$/,
      );
      expect(index).toContain(`[${number}](${file})`);
      expect(index).toContain(title.slice(`# ${number} `.length));
    },
  );

  test('the index has no row without a decision', () => {
    const rows = [...index.matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, file = '']) => file);
    expect(rows.toSorted()).toEqual(files.toSorted());
  });
});
