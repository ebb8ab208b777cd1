import { describe, expect, test } from 'vitest';
import { nested } from '../statements/swift/blocks.ts';
import { mtMessages } from '../statements/swift/message.ts';
import { mt535 } from './mt535.ts';
import { mt940 } from './mt940.ts';

/** With all blocks, as a message comes from the network. */
const framed = (text: string): string =>
  `{1:F01BANKUSNYAXXX0000000000}{2:O9400000261130BANKUSNYAXXX00000000002611300000N}{4:\r\n${text.replaceAll('\n', '\r\n')}\r\n-}`;

describe('an MT940', () => {
  const page = (number: string, opening: string, entries: readonly string[], closing: string) =>
    [
      ':20:REF1',
      ':25:BANKUS33/alice',
      `:28C:${number}`,
      opening,
      ...entries.map((entry) => `:61:${entry}`),
      closing,
    ].join('\n');
  // 1,000 and 234.56 in, 34.5 out, 0.06 of a credit taken back.
  const FIRST = page(
    '7/1',
    ':60F:C261129USD1000,',
    ['2611301130C234,56NTRFONE//X'],
    ':62M:C261130USD1234,56',
  );
  const LAST = page(
    '7/2',
    ':60M:C261130USD1234,56',
    ['261130D34,5NTRFTWO\nof two lines', '261130RC0,06NTRFTHREE'],
    ':62F:C261130USD1200,',
  );

  test.each([
    ['texts alone', `${FIRST}\n-\n${LAST}\n-\n`],
    ['with their blocks, in any order', framed(LAST) + framed(FIRST)],
  ])('of two pages has the closing balance of the account (%s)', (_what, source) => {
    expect(mt940(source)).toEqual([
      { owner: 'alice', commodity: 'USD', amount: 12_000_000n, reference: 'REF1' },
    ]);
  });

  test('may be overdrawn, and of several statements the last counts', () => {
    const later = page('8', ':60F:C261130USD1200,', ['261201D1200,5NTRFX'], ':62F:D261201USD0,5');
    expect(mt940([FIRST, LAST, later].map(framed).join(''))).toMatchObject([{ amount: -5_000n }]);
    const backwards = page('9', ':60F:D261130USD10,', ['261201RD10,NTRFX'], ':62F:C261201USD0,');
    expect(mt940(backwards)).toMatchObject([{ amount: 0n }]);
  });

  test.each([
    ['without its first page', LAST, 'page 1 is missing'],
    ['without its last page', FIRST, 'its last page is missing'],
    ['whose entries are not what its balances say', FIRST.replace('234,56N', '234,57N'), 'come to'],
    [
      'whose second page goes on from something else',
      framed(FIRST) +
        framed(
          LAST.replace('USD1234,56', 'USD1234,57').replace(
            ':62F:C261130USD1200,',
            ':62F:C261130USD1200,01',
          ),
        ),
      'does not go on',
    ],
    ['with a point for a comma', FIRST.replace('USD1000,', 'USD1000.00'), 'is no amount'],
    ['that is cut', framed(FIRST).slice(0, 150), 'cut'],
    ['that is another file', 'Account;Amount\nalice;1\n', 'no SWIFT message'],
    ['of nothing', ' ', 'there is no message'],
  ])('%s is refused', (_what, source, words) => {
    expect(() => mt940(source)).toThrow(words);
  });
});

describe('an MT535', () => {
  const holding = (instrument: string, balance: string): string =>
    [':16R:FIN', `:35B:${instrument}`, `:93B::AGGR//${balance}`, ':16S:FIN'].join('\n');
  const page = (number: string, ...holdings: readonly string[]): string =>
    [
      ':16R:GENL',
      `:28E:${number}`,
      ':20C::SEME//S1',
      ':23G:NEWM',
      ':98A::STAT//20261130',
      ':97A::SAFE//alice',
      ':17B::ACTI//Y',
      ':16S:GENL',
      ':16R:SUBSAFE',
      ...holdings,
      ':16S:SUBSAFE',
    ].join('\n');
  const ISIN = holding('ISIN US0378331005\nSOME STOCK', 'UNIT/N7,');

  test('has the holdings of an account, long and short, by our names where it has them', () => {
    const source = page('1/ONLY', holding('ISIN US0000000001\n/US/ACME', 'UNIT/100,00'), ISIN);
    expect(mt535(source)).toEqual([
      { owner: 'alice', commodity: 'ACME', amount: 100n },
      { owner: 'alice', commodity: 'US0378331005', amount: -7n },
    ]);
  });

  test('of several pages is one, in whatever order they came', () => {
    const first = page('1/MORE', holding('/US/ACME', 'UNIT/60,'));
    const second = page('2/LAST', holding('/US/ACME', 'UNIT/40,'), ISIN);
    const read = mt535(framed(second) + framed(first));
    expect(read.map(({ amount }) => amount)).toEqual([60n, 40n, -7n]);
  });

  test.each([
    ['of which the first page is missing', page('2/LAST', ISIN), 'page 1 is missing'],
    ['of which the last page is missing', page('1/MORE', ISIN), 'last page is missing'],
    [
      'of which one in the middle is missing',
      framed(page('1/MORE', ISIN)) + framed(page('3/LAST', ISIN)),
      'page 2 is missing',
    ],
    ['with the same page twice', framed(page('1/ONLY', ISIN)).repeat(2), 'is missing'],
    ['with parts of units', page('1/ONLY', holding('/US/ACME', 'UNIT/7,5')), 'no whole units'],
    ['of face amounts', page('1/ONLY', holding('/US/ACME', 'FAMT/7,')), 'no whole units'],
    [
      'with an instrument without a name',
      page('1/ONLY', holding('STOCK', 'UNIT/7,')),
      'no instrument',
    ],
    ['without its general block', ':16R:FIN\n:16S:FIN', 'no block GENL'],
    ['whose blocks cross', ':16R:GENL\n:16R:FIN\n:16S:GENL\n:16S:FIN', 'block GENL ends in FIN'],
    ['whose block does not end', ':16R:GENL\n:28E:1/ONLY', 'block GENL does not end'],
    ['whose blocks have no end', ':16R:A\n'.repeat(9), 'too deep'],
  ])('%s is refused', (_what, source, words) => {
    expect(() => mt535(source)).toThrow(words);
  });

  test('is nested by its blocks', () => {
    const [fields = []] = mtMessages(page('1/ONLY', ISIN));
    expect(nested(fields).blocks.map(({ name, blocks }) => [name, blocks.length])).toEqual([
      ['GENL', 0],
      ['SUBSAFE', 1],
    ]);
  });
});
