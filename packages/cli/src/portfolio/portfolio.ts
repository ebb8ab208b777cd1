import { setTimeout as sleep } from 'node:timers/promises';
import { natsAs } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { answerOver, answerTo } from '../messages/answer-to.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { report } from '../output/report.ts';
import { portfolioTable, type ExposureAnswer, type PortfolioAnswer } from './portfolio-table.ts';

/** From one look to the next, ms. */
const REFRESH_MS = 500;
/** As many as are answered at all. */
const POSITIONS_MAX = 2_000;

export interface PortfolioOptions extends InstallationOptions {
  readonly watch?: boolean;
}

/** Prints an account at the market, once or as it changes. @throws CommandFailure where there is none, or it is refused. */
export async function showPortfolio(accountId: string, options: PortfolioOptions): Promise<void> {
  if (options.watch === true) return watchPortfolio(accountId, options);
  const input = { accountId };
  const answer = await answerTo('portfolio.get', { ...input, first: POSITIONS_MAX }, options);
  if (answer === null) throw new CommandFailure(`there is no account ${accountId}`);
  const { rows } = (await answerTo('portfolio.exposures', input, options)) as Exposures;
  report({ ...(answer as PortfolioAnswer), exposures: rows }, options.json === true, (shown) =>
    portfolioTable(shown, rows),
  );
}

interface Exposures {
  readonly rows: readonly ExposureAnswer[];
}

interface Changes {
  readonly position: string | null;
  readonly rows: readonly PortfolioAnswer[];
}

/** On a terminal a table that is drawn anew, else and with `--json` a line of JSON for each change. */
async function watchPortfolio(accountId: string, options: PortfolioOptions): Promise<void> {
  const nats = await natsAs('cli', settingsOf(options));
  const interrupt = untilInterrupted();
  const isDrawn = options.json !== true && process.stdout.isTTY;
  let drawn = 0;
  let from: string | null = null;
  try {
    while (!interrupt.signal.aborted) {
      const input = { accountId, ...(from === null ? {} : { from }) };
      const { position, rows } = (await answerOver(nats, 'portfolio.changes', input)) as Changes;
      if (from === null && rows.length === 0)
        throw new CommandFailure(`there is no account ${accountId}`);
      from = position;
      for (const row of rows) {
        const text = isDrawn ? portfolioTable(row) : JSON.stringify(row);
        process.stdout.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${text}\n`);
        if (isDrawn) drawn = text.split('\n').length;
      }
      await sleep(REFRESH_MS, undefined, { signal: interrupt.signal }).catch(() => undefined);
    }
  } finally {
    interrupt.dispose();
    await nats.close();
  }
}
