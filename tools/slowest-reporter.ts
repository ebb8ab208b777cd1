import type { Reporter, TestModule } from 'vitest/node';

const SHOWN = 20;

/** Says at the end of a whole run where its time went: the files that took longest, set-up included, and the tests. */
export class SlowestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= SHOWN) return;
    const files = modules.map((module): [number, string] => {
      const { duration } = module.diagnostic();
      return [
        duration,
        `${module.project.name}  ${module.moduleId.split('/').slice(-2).join('/')}`,
      ];
    });
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((one): [number, string] => [
        one.diagnostic()?.duration ?? 0,
        `${module.project.name}  ${one.fullName}`,
      ]),
    );
    const total = files.reduce((sum, [ms]) => sum + ms, 0);
    print(`The slowest files of ${files.length}, in ${seconds(total)} altogether`, files);
    print(`The slowest tests of ${tests.length}`, tests);
  }
}

function print(title: string, measured: readonly [number, string][]): void {
  const lines = measured
    .toSorted(([a], [b]) => b - a)
    .slice(0, SHOWN)
    .map(([ms, name]) => `${seconds(ms).padStart(9)}  ${name}`);
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
