import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { ConfigError, readConfig, readJsonFile } from './config.ts';

const schema = Type.Object({
  NAME: Type.String({ minLength: 1 }),
  PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 80 }),
  QUIET: Type.Optional(Type.Boolean()),
});

test('settings are read with their types, defaults included', () => {
  expect(readConfig(schema, { NAME: 'x', QUIET: 'true' })).toEqual({
    NAME: 'x',
    PORT: 80,
    QUIET: true,
  });
});

test.each([
  [{}, /NAME/],
  [{ NAME: 'x', PORT: '70000' }, /PORT/],
  [{ NAME: 'x', PORT: 'eighty' }, /PORT/],
])('%j is refused by the name of what is wrong', (env, name) => {
  expect(() => readConfig(schema, env)).toThrow(ConfigError);
  expect(() => readConfig(schema, env)).toThrow(name);
});

test('a file that a setting names is read, or refused by its name', () => {
  const directory = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(directory, 'list.json');
  writeFileSync(file, '[1]');
  expect(readJsonFile(file)).toEqual([1]);
  writeFileSync(file, '[');
  for (const bad of [file, join(directory, 'none')]) {
    expect(() => readJsonFile(bad)).toThrow(ConfigError);
    expect(() => readJsonFile(bad)).toThrow(`${bad} cannot be read`);
  }
  rmSync(directory, { recursive: true });
});
