import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeBatch, emptyTradingState, evolve, FOLD_VERSION } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { CommandIndex } from '../src/command-index/command-index.ts';
import { SYSTEM } from '../src/engine-port/request.ts';
import { stateHash } from '../src/replica/state-hash.ts';
import { foldFingerprint, type RecordedFold } from '../src/snapshot/fold-fingerprint.ts';
import { exemplarySnapshot } from './support/exemplary-state.ts';
import { foldChange, shapeOf } from './support/fold-shape.ts';

// A snapshot outlives the program that wrote it, as long as it means the same to the next one.

const FOLD = join(import.meta.dirname, '../src/snapshot/fold.json');
const JOURNAL = join(import.meta.dirname, 'golden/trading-day.json');

const recorded = JSON.parse(readFileSync(FOLD, 'utf8')) as RecordedFold;

/** From one look at what is folded to the next, entries: what ends within the day counts, too. */
const LOOK_EVERY = 50;

/** A day of trading as it was decided once: it never changes, whatever is decided today. */
function recordedDay(): RecordedFold['meaning'] {
  const { schema, gzip } = JSON.parse(readFileSync(JOURNAL, 'utf8')) as {
    readonly schema: string;
    readonly gzip: string;
  };
  const entries = decodeBatch(gunzipSync(Buffer.from(gzip, 'base64')), schema);
  const [state, commands] = [emptyTradingState(), new CommandIndex()];
  const looks = entries.flatMap((entry, n) => {
    for (const fact of entry.facts) evolve(state, fact);
    if (entry.principal !== SYSTEM) commands.restore(entry, 1n);
    const isLook = n % LOOK_EVERY === 0 || n === entries.length - 1;
    return isLook ? [[stateHash(state), stateHash(commands.image())] as const] : [];
  });
  return {
    state: stateHash(looks.map(([hash]) => hash)),
    commands: stateHash(looks.map(([, hash]) => hash)),
  };
}

const now = { shape: shapeOf(exemplarySnapshot()), meaning: recordedDay() };

test('what a snapshot holds and means is what is recorded for this version of the fold', () => {
  if (process.env['RECORD_FOLD'] === '1' && FOLD_VERSION > recorded.version)
    writeFileSync(FOLD, `${JSON.stringify({ version: FOLD_VERSION, ...now }, null, 2)}\n`);
  else expect(foldChange(recorded, now, FOLD_VERSION)).toBeUndefined();
});

test('a change of shape or of meaning without a new version is found, and what to do is said', () => {
  const version = FOLD_VERSION;
  const fold = { version, ...now };
  const told = (changed: Partial<typeof now>, as = version) =>
    foldChange(fold, { ...now, ...changed }, as);
  const { state, ...rest } = exemplarySnapshot();
  const withField = shapeOf({ ...rest, state: { ...state, added: 1n } });
  expect(told({ shape: withField })).toMatch(/\+ \.state\.added: bigint\nRaise FOLD_VERSION/);
  const retyped = shapeOf({ ...rest, state: { ...state, trades: 1 } });
  expect(told({ shape: retyped })).toMatch(
    /- \.state\.trades: bigint\n {2}\+ \.state\.trades: number\nRaise FOLD_VERSION/,
  );
  const [one] = state.instruments.values();
  const nested = new Map([['AMZN', { ...one, risk: { ...one?.risk, mark: '1' } }]]);
  expect(told({ shape: shapeOf({ ...rest, state: { ...state, instruments: nested } }) })).toMatch(
    /\+ \.state\.instruments\{\}\.risk\.mark: string/,
  );
  const meaning = { ...now.meaning, commands: '' };
  expect(told({ meaning })).toMatch(/folds to other commands\nRaise FOLD_VERSION/);
  expect(told({ meaning }, version + 1)).toMatch(/raised to \d+: record it: RECORD_FOLD=1/);
  expect(told({})).toBeUndefined();
});

test('each of version, shape and meaning decides whether a snapshot is used, nothing else does', () => {
  const { version, shape, meaning } = recorded;
  const others = [
    { version: version + 1, shape, meaning },
    { version, shape: shape.slice(1), meaning },
    { version, shape, meaning: { ...meaning, state: '' } },
    { version, shape, meaning: { ...meaning, commands: '' } },
  ];
  expect(new Set([recorded, ...others].map(foldFingerprint)).size).toBe(5);
  expect(foldFingerprint(structuredClone(recorded))).toBe(foldFingerprint());
});
