import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDecimal } from '@bellwether/domain';
import { PROJECTIONS, type RecordedFact } from '@bellwether/projections';
import { expect, test } from 'vitest';
import { journalsOf } from './export.ts';
import { BEANCOUNT, HLEDGER, type PlainText } from './plain-text.ts';

// Two programs of other people add up what is written, and come to what the read model has.

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** Money that an execution cost. */
const fees = (commission: bigint) => ({ commission, section31: 12n, taf: 3n, venue: -20n });

/** Three hundred facts about three accounts with awkward names, two instruments and a venue, drawn by a seed. */
function facts(seed: number): readonly RecordedFact[] {
  let state = seed;
  const drawn = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
  const owners = ['alice', 'a_b', 'a-b'];
  const one = () => owners[drawn(3)]!;
  const instrumentId = () => ['ACME', 'X_1'][drawn(2)]!;
  const trade = () => ({
    tradeId: '0-1',
    instrumentId: instrumentId(),
    price: BigInt(1 + drawn(2_000_000)),
    quantity: BigInt(1 + drawn(500)),
  });
  const kinds: readonly (() => { readonly type: string; readonly data: object })[] = [
    () => ({
      type: 'CashDeposited',
      data: { accountId: one(), amount: BigInt(drawn(90_000_000)) },
    }),
    () => ({
      type: 'SecuritiesDeposited',
      data: { accountId: one(), instrumentId: instrumentId(), quantity: BigInt(1 + drawn(900)) },
    }),
    () => {
      const sides = { buyAccountId: one(), sellAccountId: one() };
      const paid = { buyFees: fees(BigInt(drawn(99))), sellFees: fees(7n) };
      return { type: 'TradeExecuted', data: { ...trade(), ...sides, ...paid } };
    },
    () => ({
      type: 'OrderExecuted',
      data: { ...trade(), accountId: one(), side: 'BUY', venue: 'XDMN', fees: fees(5n) },
    }),
    () => ({
      type: 'DeliveriesSettled',
      data: {
        deliveries: [
          {
            participant: ['@XDMN', ...owners][drawn(4)]!,
            instrumentId: instrumentId(),
            quantity: BigInt(drawn(100) - 50),
            amount: BigInt(drawn(1_000_000) - 500_000),
            marked: BigInt(drawn(100)),
            fees: 1n,
          },
        ],
      },
    }),
    () => ({ type: 'OrderAccepted', data: {} }),
  ];
  return Array.from({ length: 300 }, (_, n) => ({
    fact: kinds[drawn(kinds.length)]!() as unknown as RecordedFact['fact'],
    position: BigInt(n),
    index: 0,
    entryIndex: 0,
    stream: 'trading-0',
    // Three days, from noon in New York.
    at: (1_795_971_600n + BigInt(n % 3) * 86_400n) * 1_000_000_000n,
    commandId: '',
    principal: '',
  }));
}

/** What the read model has: `owner account commodity` to an amount as text. */
function balances(recorded: readonly RecordedFact[]): ReadonlyMap<string, string> {
  const ledger = PROJECTIONS.find(({ name }) => name === 'ledger_days')!;
  const rows = new Map<string, object>();
  for (const one of recorded)
    for (const key of ledger.keysOf(one)) {
      const row = ledger.evolve(rows.get(key), one, key);
      if (row !== undefined) rows.set(key, row);
    }
  interface Row {
    readonly owner: string;
    readonly account: string;
    readonly commodity: string;
    readonly debits: bigint;
    readonly credits: bigint;
  }
  const sums = new Map<string, bigint>();
  for (const { owner, account, commodity, debits, credits } of rows.values() as Iterable<Row>) {
    const key = `${owner} ${account} ${commodity}`;
    sums.set(key, (sums.get(key) ?? 0n) + debits - credits);
  }
  return new Map(
    [...sums]
      .filter(([, sum]) => sum !== 0n)
      .map(([key, sum]) => [key, key.endsWith(' USD') ? formatDecimal(sum) : `${sum}`]),
  );
}

function written<T>(format: PlainText, read: (file: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'bellwether-ledger-'));
  try {
    const file = join(directory, 'ledger.txt');
    writeFileSync(file, [format.header, ...journalsOf(facts(20_261_130), format)].join(''));
    return read(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const plain = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;

test.skipIf(!isThere('hledger'))(
  'hledger comes to what the read model has (skipped where Debian’s hledger is absent)',
  () => {
    const owner: Readonly<Record<string, string>> = { house: '+house', outside: '+outside' };
    const told = written(HLEDGER, (file) => {
      execFileSync('hledger', ['-f', file, 'check']);
      const csv = execFileSync('hledger', [
        '-f',
        file,
        'bal',
        '--flat',
        '-O',
        'csv',
        '--layout=bare',
        '-N',
      ]);
      return csv.toString().trim().split('\n').slice(1);
    }).map((line): [string, string] => {
      const [account = '', commodity, amount = ''] = line.slice(1, -1).split('","');
      const [group = '', ...rest] = account.split(':');
      const kind = (rest.at(-1) ?? '').toUpperCase();
      const name = group === 'venues' ? `@${rest[0]}` : (owner[group] ?? rest[0]);
      return [`${name} ${kind} ${commodity}`, plain(amount)];
    });
    const expected = [...balances(facts(20_261_130))].map(([key, sum]): [string, string] => [
      key,
      plain(sum),
    ]);
    expect(new Map(told)).toEqual(new Map(expected));
    expect(told.length).toBeGreaterThan(25);
  },
);

test.skipIf(!isThere('bean-check'))(
  'beancount finds no fault and as many balances (skipped where Debian’s beancount is absent)',
  () => {
    // A column has the decimals of one commodity: a question for each.
    const commodities = ['USD', 'I-ACME', 'I-X_1'];
    const told = written(BEANCOUNT, (file) => {
      execFileSync('bean-check', [file]);
      return commodities.flatMap((currency) => {
        const query = `select account, sum(number) where currency = '${currency}' group by account`;
        const csv = execFileSync('bean-query', ['-f', 'csv', file, query]).toString();
        const amounts = csv.trim().split('\n').slice(1);
        return amounts.map((line) => [currency, line.split(',')[1]?.trim() ?? ''] as const);
      });
    });
    const amounts = told
      .filter(([, amount]) => Number(amount) !== 0)
      .map(([currency, amount]) => `${currency.replace('I-', '')} ${plain(amount)}`);
    const expected = [...balances(facts(20_261_130))].map(
      ([key, sum]) => `${key.split(' ')[2]} ${plain(sum)}`,
    );
    expect(amounts.toSorted()).toEqual(expected.toSorted());
  },
);
