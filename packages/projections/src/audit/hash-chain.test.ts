import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { CHAIN_START, chainHash, ChainVerifier, type ChainBreak } from './hash-chain.ts';
import type { AuditRow } from './table.ts';

const LENGTH = 12;

/** A sound chain. */
function chain(journal = 'trading-0', length = LENGTH): AuditRow[] {
  const rows: AuditRow[] = [];
  for (let n = 1; n <= length; n++) {
    const row = {
      tradeDate: '2026-11-20',
      journal,
      sequence: BigInt(n),
      stream: journal,
      position: BigInt(100 + n),
      batchIndex: 0,
      type: 'CashDeposited',
      at: BigInt(n),
      commandId: '0192f3a0-7c1e-7aaa-8bbb-000000000001',
      principal: 'p',
      accountId: 'alice',
      instrumentId: null,
      orderId: null,
      data: `{"amount":"${n}"}`,
    };
    rows.push({ ...row, hash: chainHash(rows.at(-1)?.hash ?? CHAIN_START, row) });
  }
  return rows;
}

function verify(rows: readonly AuditRow[]): readonly ChainBreak[] {
  const verifier = new ChainVerifier();
  for (const row of rows) verifier.add(row);
  return verifier.breaks;
}

const at = (sequence: number, what: ChainBreak['what']): ChainBreak => ({
  journal: 'trading-0',
  sequence: BigInt(sequence),
  what,
});

describe('a chain of hashes', () => {
  test('that nobody touched is whole, however many there are', () => {
    expect(verify([...chain('account'), ...chain('trading-0')])).toEqual([]);
  });

  test('tells one field of a row from another', () => {
    const [row] = chain() as [AuditRow];
    const moved = { ...row, type: 'CashDepositedp', principal: '' };
    expect(chainHash(CHAIN_START, moved)).not.toBe(row.hash);
  });

  test('names a row that is missing', () => {
    expect(verify(chain().toSpliced(4, 1))).toEqual([at(5, 'missing')]);
  });

  test('names a row that was changed and hashed anew: the next one does not follow from it', () => {
    const rows = chain();
    const forged = { ...(rows[4] as AuditRow), data: '{}' };
    rows[4] = { ...forged, hash: chainHash(rows[3]?.hash ?? '', forged) };
    expect(verify(rows)).toEqual([at(6, 'changed')]);
  });
});

property.prop([
  fc.integer({ min: 0, max: LENGTH - 1 }),
  fc.constantFrom('data', 'type', 'principal', 'stream', 'accountId', 'tradeDate', 'commandId'),
  fc.nat(),
  fc.integer({ min: 0, max: 6 }),
])('a flipped bit of a row is found in exactly that row', (index, field, byte, bit) => {
  const rows = chain();
  const row = rows[index] as AuditRow;
  rows[index] = { ...row, [field]: flipped(row[field as 'data'], byte, bit) };
  expect(verify(rows)).toEqual([at(index + 1, 'changed')]);
});

property.prop([fc.integer({ min: 0, max: LENGTH - 1 }), fc.nat(), fc.integer({ min: 0, max: 6 })])(
  'a flipped bit of a hash is found in exactly that row',
  (index, byte, bit) => {
    const rows = chain();
    const row = rows[index] as AuditRow;
    rows[index] = { ...row, hash: flipped(row.hash, byte, bit) };
    const last = index === LENGTH - 1;
    expect(verify(rows)).toEqual([at(index + 1, last ? 'changed' : 'hash changed')]);
  },
);

function flipped(text: string, byte: number, bit: number): string {
  const at = byte % text.length;
  return (
    text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1)
  );
}
