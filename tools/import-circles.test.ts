import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Every source file with the files of its package that it imports, types among them. */
function importsByFile(): ReadonlyMap<string, readonly string[]> {
  const files = ['packages', 'infra']
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'src')))
    .filter(existsSync)
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join(folder, file)),
    );
  return new Map(
    files.map((file) => [
      file,
      [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s[^;]*?from '(\.[^']+)'/gm)].map(
        ([, to = '']) => normalize(join(dirname(file), to)),
      ),
    ]),
  );
}

/** A way from a file back to itself, if there is one. */
function circleFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (const file of open)
    for (const next of imports.get(file) ?? []) {
      if (next === start) {
        const way = [file];
        while (way[0] !== start) way.unshift(cameFrom.get(way[0] as string) as string);
        return [...way, start];
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      open.push(next);
    }
  return [];
}

test('a way round is found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b', 'd']],
    ['d', []],
  ]);
  expect(circleFrom('b', imports)).toEqual(['b', 'c', 'b']);
  expect(circleFrom('a', imports)).toEqual([]);
});

test('no file imports itself by way of others: each can be read before those that use it', () => {
  const imports = importsByFile();
  expect(imports.size).toBeGreaterThan(500);
  const circles = [...imports.keys()].map((file) => circleFrom(file, imports));
  expect(circles.filter((way) => way.length > 0)).toEqual([]);
});
