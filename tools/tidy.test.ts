// House rules that no linter can express, as a test, so that `npm test` is the only gate.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What a row of ARCHITECTURE's code map says of a package. */
interface Row {
  /** Packages that it may depend on (dependencies, not devDependencies); undefined: any. */
  readonly edges: readonly string[] | undefined;
  /** `<package>/<door>`: of a package named so, its named doors alone. */
  readonly doors: readonly string[];
}

/** The code map, by folder. A new edge is an architecture decision: write an ADR. */
const CODE_MAP: ReadonlyMap<string, Row> = new Map(
  [
    ...readFileSync('ARCHITECTURE.md', 'utf8').matchAll(
      /^\| `((?:packages|infra)\/[\w-]+)` +\|[^|]*\| ([^|]*?) +\|$/gm,
    ),
  ].map(([, folder = '', may = '']) => {
    const names = [...may.matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => name);
    const edges = may === 'anything' ? undefined : names.map((name) => name.replace(/\/.*/, ''));
    return [folder, { edges, doors: names.filter((name) => name.includes('/')) }];
  }),
);

/** Folders of the packages' sources, as ARCHITECTURE's tree has them: by `<package>/src`. */
const FOLDERS: ReadonlyMap<string, readonly string[]> = new Map(
  [...readFileSync('ARCHITECTURE.md', 'utf8').matchAll(/^(packages\/[\w-]+\/src) *(.*)$/gm)].map(
    ([, source = '', folders = '']) => [source, folders.split(' ').filter((name) => name !== '')],
  ),
);

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
  const row = CODE_MAP.get(path);

  test('depends only on what ARCHITECTURE.md allows', () => {
    expect(row, 'it has no row in the code map').toBeDefined();
    const { edges } = row as Row;
    const internal = dependencies
      .filter((name) => name.startsWith('@bellwether/'))
      .map((name) => name.slice('@bellwether/'.length));
    expect(internal.filter((name) => edges !== undefined && !edges.includes(name))).toEqual([]);
  });

  test('has its folders in the tree of ARCHITECTURE.md', () => {
    const source = join(path, 'src');
    const folders = readdirSync(source, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
    expect(FOLDERS.get(source)).toEqual(path.startsWith('packages/') ? folders : undefined);
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

  test('has no two folders that import each other, but a folder and those inside it', () => {
    const source = join(path, 'src');
    const edges = new Set(
      sources(path, ['src'])
        .filter((file) => !file.endsWith('.test.ts'))
        .flatMap((file) =>
          imports(file)
            .filter((imported) => imported.startsWith('.'))
            .map((imported) => {
              const [from, to] = [dirname(file), dirname(join(dirname(file), imported))];
              return `${relative(source, from)} > ${relative(source, to)}`;
            }),
        ),
    );
    const isInside = (folder: string, other: string): boolean =>
      other === '' || folder.startsWith(`${other}/`);
    const pairs = [...edges].filter((edge) => {
      const [from = '', to = ''] = edge.split(' > ');
      return from < to && !isInside(to, from) && edges.has(`${to} > ${from}`);
    });
    expect(pairs).toEqual([]);
  });

  test('enters other packages by their named doors', () => {
    const doors = row?.doors ?? [];
    const isWrong = (imported: string): boolean =>
      doors.some((door) => imported.split('/')[1] === door.split('/')[0]) &&
      !doors.includes(imported.slice('@bellwether/'.length));
    const wrong = sources(path, ['src']).flatMap((file) =>
      imports(file).filter((name) => name.startsWith('@bellwether/') && isWrong(name)),
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

test('the code map has no row of a package that is not there', () => {
  const paths = packages.map(({ path }) => path);
  expect([...CODE_MAP.keys()].filter((path) => !paths.includes(path))).toEqual([]);
});
