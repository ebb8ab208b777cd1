// node --expose-gc packages/engine/bench/versions.bench.ts <symbols> <rounds> <checkout> <checkout>…: the engines of several
// checkouts in turns in one process, 10,000 resting orders at first. Prints JSON: million operations per second of thread CPU time.
import { pathToFileURL } from 'node:url';
import type { books } from './books/index.ts';
import { buildFlow, STANDARD_MIX } from './flow.ts';
import { onThisMachine } from './machine.ts';
import { median, rounded } from './statistics.ts';

const OPERATIONS = 1_000_000;
const RESTING = 10_000;
const CHUNK = 1000;
/** Rounds before the code is warm. */
const COLD = 3;

const collect = (globalThis as unknown as { readonly gc: () => void }).gc;

const [symbols, rounds, ...checkouts] = process.argv.slice(2);
const { ops, prefill } = buildFlow(RESTING, OPERATIONS, STANDARD_MIX, Number(symbols));

const factories = await Promise.all(
  checkouts.map(async (checkout) => {
    const url = pathToFileURL(`${checkout}/packages/engine/bench/books/index.ts`);
    const module = (await import(url.href)) as { readonly books: typeof books };
    return module.books['bellwether']!;
  }),
);

const speedOf = (version: number): number => {
  const book = factories[version]!(ops);
  book.run(0, prefill);
  collect();
  const before = process.threadCpuUsage();
  for (let at = prefill; at < prefill + OPERATIONS; at += CHUNK) book.run(at, at + CHUNK);
  const { user, system } = process.threadCpuUsage(before);
  return OPERATIONS / (user + system);
};

const report = await onThisMachine(() => {
  const speeds = checkouts.map((): number[] => []);
  for (let round = -COLD; round < Number(rounds); round++) {
    for (let turn = 0; turn < checkouts.length; turn++) {
      // Each goes first in its turn.
      const version = (turn + round + COLD) % checkouts.length;
      const speed = speedOf(version);
      if (round >= 0) speeds[version]!.push(speed);
    }
  }
  const millions = speeds.map((list) => rounded(median(list)));
  return Promise.resolve({ symbols: Number(symbols), rounds: Number(rounds), millions });
});
console.log(JSON.stringify(report, null, 2));
