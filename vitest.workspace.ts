import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { SlowestReporter } from './tools/slowest-reporter.ts';

/** Workspace packages, as `folder/name`; a folder without sources (server configurations) is no package. */
const packages = ['packages', 'infra'].flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, root: `${folder}/${entry.name}` })),
);

/** The build that Node itself takes: vite prefers another, and schemas of one are none to libraries that have the other. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** Pure functions: files of one package share a worker and what it has loaded, which takes half the time. */
const unit = ({ name, root }: { name: string; root: string }) => ({
  resolve,
  test: {
    name,
    root,
    isolate: false,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.int.test.ts'],
  },
});

/**
 * Packages whose servers work for one file alone and mostly wait, for clocks or disks: two files at a time keep two cores
 * busy.
 */
const IN_PAIRS: ReadonlySet<string> = new Set([
  'clickhouse',
  'compose',
  'eventstore',
  'graphql',
  'local',
  'processes',
  'projections',
  'servers',
]);

/** Real servers: one file at a time, so that two files never fight for the machine's cores, but for those `IN_PAIRS`. */
const integration = ({ name, root }: { name: string; root: string }) => ({
  resolve,
  test: {
    name: `${name}:int`,
    root,
    include: ['test/**/*.int.test.ts'],
    benchmark: { include: [] },
    ...(IN_PAIRS.has(name)
      ? { maxWorkers: 2, sequence: { groupOrder: 1 } }
      : { fileParallelism: false }),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    reporters: ['default', new SlowestReporter()],
    projects: [
      { test: { name: 'tidy', include: ['tools/**/*.test.ts'], benchmark: { include: [] } } },
      ...packages.map(unit),
      ...packages.map(integration),
    ],
  },
});
