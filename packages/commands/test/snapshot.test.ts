import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quiet } from '@bellwether/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FoldedJournal } from '../src/replica/replica.ts';
import { stateHash } from '../src/replica/state-hash.ts';
import { decodeSnapshot, encodeSnapshot } from '../src/snapshot/snapshot.ts';
import { directoryFiles } from '../src/snapshot/snapshot-files.ts';
import { Snapshots } from '../src/snapshot/snapshots.ts';
import { buy, openMarket, sell } from './support/market.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'snapshot-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const snapshots = (fold = 'f1', partition = 0): Snapshots =>
  new Snapshots(directoryFiles(directory), partition, fold, quiet);

async function folded(revision: bigint): Promise<FoldedJournal> {
  const market = await openMarket();
  await market.send(sell(1, 10n, '100'), buy(2, 4n, '100'), buy(3, 5n, '99'));
  const { state, commands } = market.partition;
  return { state, commands, head: { revision, sequence: state.sequence, hash: 'h' } };
}

const always = async (): Promise<boolean> => true;
const file = (name: number): string => join(directory, readdirSync(directory).toSorted()[name]!);

/** A snapshot with another first line, its checksum in order. */
function withHeader(bytes: Uint8Array, change: (header: object) => object): Uint8Array {
  const end = bytes.indexOf(0x0a);
  const body = bytes.subarray(end + 1);
  const header = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) as object;
  const fields = { ...change(header), sha256: '' };
  const sha256 = createHash('sha256').update(JSON.stringify(fields)).update(body).digest('hex');
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...fields, sha256 })}\n`), body]);
}

describe('a snapshot', () => {
  test('gives back the same state, the same commands and the same place in the journal', async () => {
    const before = await folded(7n);
    const after = decodeSnapshot(0, 'f1', encodeSnapshot(0, 'f1', before));
    expect({ ...after.state, orders: undefined }).toEqual({ ...before.state, orders: undefined });
    const ordersOf = ({ state }: FoldedJournal) =>
      [...state.orders.values()].map((order) => ({ ...order, ref: undefined }));
    expect(ordersOf(after)).toEqual(ordersOf(before));
    expect(stateHash(after.state)).toBe(stateHash(before.state));
    expect(after.commands.image()).toEqual(before.commands.image());
    expect(after.head).toEqual(before.head);
  });

  test('shares no memory with the state that is read from it, wherever its bytes lie', async () => {
    const encoded = encodeSnapshot(0, 'f1', await folded(7n));
    for (let address = 0; address < 8; address++) {
      const bytes = Buffer.alloc(address + encoded.length);
      bytes.set(encoded, address);
      const { state, commands } = decodeSnapshot(0, 'f1', bytes.subarray(address));
      const positions = () =>
        [...state.accounts.values()].map(({ risk }) => [...risk.stocks.quantities]);
      const before = [positions(), stateHash(state), commands.image()];
      expect(positions().flat().some(Boolean)).toBe(true);
      bytes.fill(0xff);
      expect([positions(), stateHash(state), commands.image()]).toEqual(before);
    }
  });

  test('says in its first line what it is', async () => {
    await snapshots().save(await folded(7n));
    const [line] = readFileSync(file(0), 'latin1').split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ partition: 0, revision: '7', fold: 'f1' });
  });

  test('of the newest is used; one older is kept, the rest removed', async () => {
    for (const revision of [7n, 8n, 9n]) await snapshots().save(await folded(revision));
    expect(readdirSync(directory)).toHaveLength(2);
    expect((await snapshots().latest(always))?.head.revision).toBe(9n);
  });

  test('with any byte changed, cut off or emptied is left aside for the one before it', async () => {
    await snapshots().save(await folded(7n));
    await snapshots().save(await folded(8n));
    const good = readFileSync(file(1));
    const header = good.indexOf(0x0a);
    // Every byte of the header, and some of the body.
    for (let at = 0; at < good.length; at += at < header ? 1 : Math.ceil(good.length / 50)) {
      const flipped = Buffer.from(good);
      flipped[at]! ^= 0x10;
      writeFileSync(file(1), flipped);
      expect((await snapshots().latest(always))?.head.revision).toBe(7n);
      writeFileSync(file(1), good.subarray(0, at));
      expect((await snapshots().latest(always))?.head.revision).toBe(7n);
    }
  });

  test('of another fold or partition, or not of this journal, is not used', async () => {
    await snapshots().save(await folded(7n));
    expect(await snapshots('f2').latest(always)).toBeUndefined();
    expect(await snapshots('f1', 1).latest(always)).toBeUndefined();
    expect(await snapshots().latest(async () => false)).toBeUndefined();
  });
});

test('a snapshot of a release that named its program is left aside, and why is said', async () => {
  await snapshots().save(await folded(7n));
  const earlier = withHeader(readFileSync(file(0)), (header) => {
    const { fold: _, ...rest } = header as { fold: string };
    return { format: 'bellwether-snapshot/1', program: '0123456789abcdef', ...rest };
  });
  writeFileSync(file(0), earlier);
  expect(await snapshots().latest(always)).toBeUndefined();
  expect(() => decodeSnapshot(0, 'f1', earlier)).toThrow(
    /folded as in releases up to 1.0, here it would be f1: the journal is read/,
  );
});

test('a snapshot whose state is another than was written is refused, whatever its checksum says', async () => {
  const bytes = encodeSnapshot(0, 'f1', await folded(7n));
  const forged = withHeader(bytes, (header) => ({ ...header, stateHash: 'f'.repeat(64) }));
  expect(() => decodeSnapshot(0, 'f1', forged)).toThrow(/its state is not the one/);
  expect(
    decodeSnapshot(
      0,
      'f1',
      withHeader(bytes, (header) => header),
    ).head.revision,
  ).toBe(7n);
});

test('the hash of a state does not depend on the order in which it was filled, and on everything else', () => {
  const state = {
    map: new Map([
      ['a', 1n],
      ['b', 2n],
    ]),
    list: [1n, 2n],
    none: undefined,
  };
  const same = {
    list: [1n, 2n],
    map: new Map([
      ['b', 2n],
      ['a', 1n],
    ]),
  };
  expect(stateHash(same)).toBe(stateHash(state));
  const others = [
    { ...same, list: [2n, 1n] },
    { ...same, map: new Map([['b', 2n]]) },
    {
      ...same,
      map: new Map([
        ['b', 2n],
        ['a', 3n],
      ]),
    },
    { ...same, list: ['1', 2n] },
    { ...same, more: 0 },
  ];
  expect(new Set(others.map(stateHash)).has(stateHash(same))).toBe(false);
  expect(new Set(others.map(stateHash)).size).toBe(others.length);
});
