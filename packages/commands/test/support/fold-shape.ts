import type { RecordedFold } from '../../src/snapshot/fold-fingerprint.ts';

/** Worked out anew by whoever loads a snapshot: what they hold means nothing there. */
const CACHES: ReadonlySet<string> = new Set(['margin', 'unit', 'ref']);

/**
 * Every path in a value with the type of what stands there, sorted. Maps and sets show what their members are, not how
 * many; an object that was met before is named by the path at which it was.
 */
export function shapeOf(value: unknown): readonly string[] {
  const lines = new Set<string>();
  const met = new Map<object, string>();
  describe(value, '', lines, met);
  return [...lines].toSorted();
}

function describe(
  value: unknown,
  path: string,
  lines: Set<string>,
  met: Map<object, string>,
): void {
  if (typeof value !== 'object' || value === null)
    return void lines.add(`${path}: ${value === null ? 'null' : typeof value}`);
  const before = met.get(value);
  if (before !== undefined) return void lines.add(`${path}: as ${before}`);
  met.set(value, path);
  const [kind, members] = membersOf(value);
  lines.add(`${path}: ${kind}`);
  for (const [name, member] of members)
    if (CACHES.has(name)) lines.add(`${path}.${name}: cache`);
    else describe(member, `${path}${name}`, lines, met);
}

function membersOf(value: object): readonly [string, Iterable<readonly [string, unknown]>] {
  if (value instanceof Map)
    return [
      `Map<${[...new Set([...value.keys()].map((key) => typeof key))].join('|')}>`,
      [...value.values()].map((one) => ['{}', one]),
    ];
  if (value instanceof Set) return ['Set', [...value].map((one) => ['<>', one])];
  if (ArrayBuffer.isView(value)) return [value.constructor.name, []];
  if (Array.isArray(value)) return ['Array', value.map((one: unknown) => ['[]', one])];
  return ['object', Object.entries(value).map(([name, member]) => [`.${name}`, member])];
}

/**
 * What is wrong with a fold in comparison with the recorded one, and what to do about it; undefined: nothing.
 * @param version `FOLD_VERSION` as it is.
 */
export function foldChange(
  recorded: RecordedFold,
  now: Omit<RecordedFold, 'version'>,
  version: number,
): string | undefined {
  const gone = recorded.shape.filter((line) => !now.shape.includes(line));
  const come = now.shape.filter((line) => !recorded.shape.includes(line));
  const changes = [
    ...gone.map((line) => `  - ${line}`),
    ...come.map((line) => `  + ${line}`),
    ...(['state', 'commands'] as const)
      .filter((part) => recorded.meaning[part] !== now.meaning[part])
      .map((part) => `  the recorded journal folds to other ${part}`),
  ];
  if (changes.length === 0 && version === recorded.version) return undefined;
  const record = 'record it: RECORD_FOLD=1 npx vitest run --project commands test/fold.test.ts';
  if (version > recorded.version) return `FOLD_VERSION was raised to ${version}: ${record}`;
  return [
    'What a snapshot holds or means has changed, so those that are there must not be used:',
    ...changes,
    `Raise FOLD_VERSION (packages/domain/src/trading/fold-version.ts) above ${recorded.version}, say there why, and ${record}`,
  ].join('\n');
}
