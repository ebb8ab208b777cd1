import { test } from '@fast-check/vitest';
import { parseDate } from '@bellwether/domain';
import { expect } from 'vitest';
import { ItchReader, Market } from '../../src/index.ts';
import { anyDay } from '../itch/itch-days.ts';
import { itchFile } from '../itch/itch-writer.ts';

test.prop([anyDay])(
  'given a day of ITCH that obeys its specification, nothing is missing, double or unknown',
  (day) => {
    const market = new Market({ instrumentsMax: 8 });
    const sink = market.source({ name: 'NASDAQ', sequencing: 'ASCENDING' });
    const date = parseDate('2019-12-30');
    const reader = new ItchReader(sink, { source: 1, date });
    // A day begins with its directory: the instrument of all messages.
    reader.push(itchFile([['R', 7, 0, 'ABC', 'Q', 'N', 100], ...day]));
    reader.end();
    const { sources, quarantine } = market.state;
    expect(sources[0]).toMatchObject({ duplicates: 0, lost: { count: 0 } });
    expect(quarantine.counts).toMatchObject({ UNKNOWN_ORDER: 0, PAST_DAY: 0 });
  },
);
