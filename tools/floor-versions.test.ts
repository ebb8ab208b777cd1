// Versions below which a hole is known that an installation of ours would have. A lockfile that goes below one is refused.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The package and the lowest version without the hole, with where it is told of. */
const PACKAGES = [
  ['mercurius', '16.8.0', 'CVE-2026-30241: subscriptions had no depth limit'],
  ['fastify', '5.8.1', 'CVE-2026-3419'],
  ['ws', '8.17.1', 'CVE-2024-37890: a request with many headers ended the server'],
] as const;

/** Servers of the containers, and those that a machine of ours may have by itself. */
const IMAGES = [
  [
    'nats',
    '2.12',
    'below 2.11.15 and 2.12.6 a client ends the server before it logs in: CVE-2026-27889',
  ],
  ['redis', '7', 'CVE-2024-46981 is mended in 7.2.7 and 7.4.2, which the tag 7 contains'],
  ['postgres', '18', 'CVE-2025-1094 is mended in every 18'],
  ['clickhouse/clickhouse-server', '26.3', 'the line that the tables are written for'],
] as const;

const lock = readFileSync('pnpm-lock.yaml', 'utf8');
const compose = readFileSync('infra/compose.yaml', 'utf8');

const numbers = (version: string): readonly number[] =>
  version.split('-')[0]?.split('.').map(Number) ?? [];

function isAtLeast(version: string, floor: string): boolean {
  const [is, least] = [numbers(version), numbers(floor)];
  const at = least.findIndex((part, index) => part !== (is[index] ?? 0));
  return at === -1 || (is[at] ?? 0) > (least[at] ?? 0);
}

test.each([
  ['5.8.1', '5.8.1', true],
  ['5.8.0', '5.8.1', false],
  ['5.12.0', '5.8.1', true],
  ['4.99.9', '5.8.1', false],
  ['7.4', '7', true],
])('%s is at least %s: %s', (version, floor, is) => {
  expect(isAtLeast(version, floor)).toBe(is);
});

test.each(PACKAGES)('%s is %s or newer in the lockfile: %s', (name, floor) => {
  const versions = [...lock.matchAll(/^  '?([^'\s]+)@([\d.]+[^'\s(]*)'?:$/gm)]
    .filter(([, of]) => of === name)
    .map(([, , version = '']) => version);
  expect(versions.length).toBeGreaterThan(0);
  expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
});

test.each(IMAGES)('the image of %s is %s or newer: %s', (name, floor) => {
  const tags = [...compose.matchAll(/^ +image: ([^:\s]+):(\S+)$/gm)]
    .filter(([, of]) => of === name)
    .map(([, , tag = '']) => tag);
  expect(tags.length).toBeGreaterThan(0);
  expect(tags.filter((tag) => !isAtLeast(tag, floor))).toEqual([]);
});

test('the package manager is pinned by the hash of its content', () => {
  const pinned = JSON.parse(readFileSync('tools/pnpm/package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  const entries = Object.entries(pinned.packages).filter(([path]) => path !== '');
  expect(entries.length).toBeGreaterThan(1);
  for (const [path, { integrity }] of entries) expect(integrity, path).toMatch(/^sha512-/);
});

test('the nats-server of a machine is one whose holes this configuration does not open', () => {
  const [, version = ''] =
    /\bv(\d\S*)/.exec(execFileSync('nats-server', ['-v'], { encoding: 'utf8' })) ?? [];
  // Debian 12 has 2.9.10. What is known of it needs WebSockets, leaf nodes, clusters or a JetStream API that callers reach.
  expect(isAtLeast(version, '2.9.10'), version).toBe(true);
});
