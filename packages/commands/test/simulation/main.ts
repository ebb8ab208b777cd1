// pnpm sim [--seed n] [--runs n] [--options json] [--json]
import { parseArgs } from 'node:util';
import { optionsOf, type SimulationOptions } from './options.ts';
import { shrink } from './shrink.ts';
import { simulate, type SimulationResult } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    options: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const first = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(values.runs ?? (values.seed === undefined ? 200 : 1));
if (!Number.isInteger(first) || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write('usage: pnpm sim [--seed n] [--runs n] [--options json] [--json]\n');
  process.exitCode = 2;
} else process.exitCode = await runAll();

/** Runs seeds until one fails; says which, and how to see it again in its smallest form. */
async function runAll(): Promise<number> {
  const started = performance.now();
  const totals = { runs: 0, steps: 0, commands: 0, trades: 0, takeovers: 0 };
  const outcomes: Record<string, number> = {};
  for (let seed = first; seed < first + runs; seed++) {
    const options =
      values.options === undefined
        ? optionsOf(seed)
        : (JSON.parse(values.options) as SimulationOptions);
    const result = await simulate(options);
    totals.runs += 1;
    totals.steps += result.steps;
    totals.commands += result.commands;
    totals.trades += result.trades;
    totals.takeovers += result.takeovers;
    for (const [status, count] of Object.entries(result.outcomes))
      outcomes[status] = (outcomes[status] ?? 0) + count;
    if (!result.ok) return report(options, result);
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  say({ ok: true, seeds: [first, first + runs - 1], ...totals, outcomes, seconds }, () =>
    [
      `${totals.runs} runs from seed ${first} held every invariant`,
      `${totals.commands} commands, ${totals.trades} trades, ${totals.takeovers} takeovers, ${totals.steps} steps in ${seconds} s`,
      `answers: ${JSON.stringify(outcomes)}`,
    ].join('\n'),
  );
  return 0;
}

async function report(options: SimulationOptions, result: SimulationResult): Promise<number> {
  const smallest = await shrink(options, result.violation?.code ?? '', (o) => simulate(o));
  const replay = `pnpm sim --options '${JSON.stringify(smallest)}'`;
  say({ ok: false, result, options, smallest, replay }, () =>
    [
      `seed ${options.seed}: ${result.violation?.message}`,
      `at ${result.at} ms, step ${result.steps}`,
      `options ${JSON.stringify(options)}`,
      `smallest that still fails: ${replay}`,
    ].join('\n'),
  );
  return 1;
}

function say(document: unknown, text: () => string): void {
  process.stdout.write(values.json ? `${JSON.stringify(document)}\n` : `${text()}\n`);
}
