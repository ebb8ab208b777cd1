import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDate } from '@bellwether/domain';
import { readLobster } from '@bellwether/engine/verify';
import { expect, test } from 'vitest';
import { LobsterUpdates, Market } from '../../src/index.ts';
import { best } from './feed.ts';

const DAY = fileURLToPath(
  new URL(
    '../../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
    import.meta.url,
  ),
);
const ROWS = process.env['SOAK'] === '1' ? Infinity : 20_000;

test(
  'given a real day, the best prices are the file’s first level after every row',
  { timeout: 60_000 },
  async (context) => {
    if (!existsSync(DAY)) context.skip('the LOBSTER sample is not on this machine');
    const market = new Market({ instrumentsMax: 1 });
    const sink = market.source({ name: 'NASDAQ', sequencing: 'ASCENDING' });
    const updates = new LobsterUpdates(sink, {
      source: 1,
      date: parseDate('2012-06-21'),
      symbol: 'AMZN',
    });
    let [rows, wrong] = [0, 0];
    for await (const { bids, asks, ...row } of readLobster(DAY)) {
      if (rows === ROWS) break;
      updates.add({ bids, asks, ...row });
      rows++;
      const [bid, ask] = [bids[0]!, asks[0]!];
      const [bidPrice, bidSize, askPrice, askSize] = best(market);
      const isRight =
        bidPrice === bid.price &&
        bidSize === bid.size &&
        askPrice === ask.price &&
        askSize === ask.size;
      if (!isRight) wrong++;
    }
    expect([rows, wrong]).toEqual([Math.min(ROWS, 155_935), 0]);
    expect(market.state.quarantine.count).toBe(0);
    expect(market.state.sources[0]!.lost.count).toBe(0);
  },
);
