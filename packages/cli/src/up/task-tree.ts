import { Listr } from 'listr2';
import type { UnitReport } from '@bellwether/local';
import { describeUnit } from './progress-lines.ts';
import type { Installation } from './installation.ts';

/** Shows each unit coming up in a live tree while the installation starts. */
export class TaskTree {
  readonly #waiting = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #shown = new Map<string, (text: string) => void>();

  /** Takes note of what the units are doing. */
  update(reports: readonly UnitReport[]): void {
    for (const report of reports) {
      const { name, state, error } = report;
      this.#shown.get(name)?.(describeUnit(report));
      const waiting = this.#waiting.get(name);
      if (state === 'healthy') waiting?.resolve();
      else if (state === 'failed' || state === 'stopped')
        waiting?.reject(new Error(error ?? 'not started'));
    }
  }

  /** Starts the installation under the tree. Rejects with the installation's own error. */
  async start(installation: Installation): Promise<void> {
    const starting = installation.start();
    const tree = new Listr(
      installation.supervisor.reports.map(({ name }) => ({
        title: `${name} waiting`,
        task: (_: unknown, task: { title?: string }) =>
          new Promise<void>((resolve, reject) => {
            this.#shown.set(name, (text) => (task.title = text));
            this.#waiting.set(name, { resolve, reject });
            this.update(installation.supervisor.reports);
          }),
      })),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: { collapseErrors: false },
      },
    );
    await tree.run();
    await starting;
  }
}
