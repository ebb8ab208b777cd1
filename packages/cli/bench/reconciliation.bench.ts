// What it takes to hold a day's trades against the street's: `pnpm bench:reconciliation [--lines 1000000]`. The file is read and
// compared as `./bellwether reconcile trades` does it, beside `sort` and `comm` of the system over the same lines.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareTrades, type TradeSide } from '@bellwether/domain';
import { readStatement } from '../src/statements/read-statement.ts';
import { STREET_COLUMNS, streetFile } from '../src/reconcile/street-file.ts';

const { values } = parseArgs({ options: { lines: { type: 'string', default: '1000000' } } });
const LINES = Number(values.lines);
const [ACCOUNTS, INSTRUMENTS] = [10_000, 2_000];
/** Of the street's lines, one of so many has another quantity. */
const WRONG_OF = 9_973;
const DAY = '2026-12-01';

/** What is compared: lines with a name each, and lines without, of which most are alike. */
const CASES = {
  named: (n: number): TradeSide => ({
    reference: `0-${n}`,
    owner: `a${(n * 7_919) % ACCOUNTS}`,
    instrument: `I${n % INSTRUMENTS}`,
    ...termsOf(n),
  }),
  unnamed: (n: number): TradeSide => ({
    owner: `a${n % 10}`,
    instrument: 'I1',
    ...termsOf(n % 10),
  }),
} as const;

function termsOf(n: number): Pick<TradeSide, 'side' | 'settlementDate' | 'quantity' | 'amount'> {
  const quantity = BigInt(1 + (n % 500));
  const side = n % 2 === 0 ? 'BUY' : 'SELL';
  return { side, settlementDate: DAY, quantity, amount: quantity * 1_234_500n };
}

const directory = mkdtempSync(join(tmpdir(), 'bellwether-reconciliation-'));
try {
  const before = loadavg()[0];
  const cases = Object.entries(CASES).map(([name, sideOf]) => measured(name, sideOf));
  const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version };
  const load = [before, loadavg()[0]];
  process.stdout.write(`${JSON.stringify({ machine, load, lines: LINES, cases }, null, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true });
}

function measured(name: string, sideOf: (n: number) => TradeSide): Record<string, unknown> {
  const ours = Array.from({ length: LINES }, (_, n) => sideOf(n));
  const theirs = ours.map((one, n) =>
    n % WRONG_OF === 0 ? { ...one, quantity: one.quantity + 1n } : one,
  );
  const [ourFile, theirFile] = [written('ours', ours), written('theirs', theirs)];
  const [floorMs] = timed(() => joined(ourFile, theirFile));
  const [readMs, told] = timed(() => streetFile(readStatement(theirFile).toString('utf8')));
  const [compareMs, compared] = timed(() => compareTrades(ours, told, 0n));
  const { items, matched, breaks } = compared;
  const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20);
  return { name, items, matched, breaks: breaks.length, floorMs, readMs, compareMs, rssMiB };
}

function written(name: string, sides: readonly TradeSide[]): string {
  const file = join(directory, `${name}.csv`);
  const lines = sides.map(({ owner, instrument, side, settlementDate, quantity, ...more }) => {
    const amount = `${more.amount / 10_000n}.${`${more.amount % 10_000n}`.padStart(4, '0')}`;
    return [owner, instrument, side, settlementDate, quantity, amount, more.reference].join(',');
  });
  writeFileSync(file, `${STREET_COLUMNS.join(',')}\n${lines.join('\n')}\n`);
  return file;
}

/** What lines differ, as the system's own programs find it. */
function joined(ours: string, theirs: string): void {
  const script =
    'sort "$1" > "$1.sorted" && sort "$2" > "$2.sorted" && comm -3 "$1.sorted" "$2.sorted" | wc -l';
  execFileSync('sh', ['-c', script, 'sh', ours, theirs], { env: { ...process.env, LC_ALL: 'C' } });
}

function timed<T>(work: () => T): readonly [number, T] {
  const start = performance.now();
  const result = work();
  return [Math.round(performance.now() - start), result];
}
