import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareFills, emptyComparison } from '../src/lobster/compare-fills.ts';
import { surveyDay } from '../src/lobster/day-file.ts';
import { readLobster } from '@bellwether/engine/verify';
import type { Step } from '../src/lobster/step.ts';
import { Translator } from '../src/lobster/translator.ts';
import { NaivePlatform } from './naive-platform.ts';

const FILE = fileURLToPath(
  new URL(
    '../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
    import.meta.url,
  ),
);
const ROWS = 12_000;
/** Up to here the file shows what was left of the opening auction, which keeps the order in which it was entered. */
const OPENING_ROWS = 100;

describe.skipIf(!existsSync(FILE))(
  'a real day (skipped where the LOBSTER sample is not beside the project)',
  () => {
    test(`its first ${ROWS} rows give the file's executions at the file's prices, and the file's book`, async () => {
      const translator = new Translator();
      const platform = new NaivePlatform();
      const [opening, continuous] = [emptyComparison(), emptyComparison()];
      const execute = (steps: readonly Step[]): void => {
        for (const step of steps) {
          const fills = platform.execute(step);
          if (step.kind !== 'take') continue;
          compareFills(
            step.fills,
            fills,
            (step.fills[0]?.row ?? 0) < OPENING_ROWS ? opening : continuous,
          );
        }
      };
      let compared = 0;
      for await (const row of readLobster(FILE)) {
        if (row.index === ROWS) break;
        execute(translator.next(row));
        // In the middle of a sweep the incoming order is still to come.
        if (row.index % 50 !== 0 || row.message.type === 4 || row.message.type === 5) continue;
        compared += 1;
        expect([platform.levels('SELL', 5), platform.levels('BUY', 5)], `row ${row.index}`).toEqual(
          [row.asks, row.bids],
        );
      }
      execute(translator.end());
      expect(compared).toBeGreaterThan(200);
      expect(opening.atFilePrice).toBe(opening.executions);
      expect(continuous.atFilePrice).toBe(continuous.executions);
      expect(continuous.executions).toBeGreaterThan(500);
      expect(continuous.sameRestingOrder / continuous.executions).toBeGreaterThan(0.99);
    });

    test('its two files belong together', async () => {
      expect(await surveyDay(FILE, {})).toEqual({ rows: 155_935, tick: 100n });
    });
  },
);
