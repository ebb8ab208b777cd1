import { Command } from 'commander';
import { expect, test } from 'vitest';
import { watchMarket } from '../market/watch.ts';
import { addSourceCommands } from './source-commands.ts';
import { addSource, removeSource } from './sources.ts';

// Refused before anything is asked: nothing has to run.

const SOURCE = { speed: 1, trades: true };
const WATCH = { indicators: 'sma:14', width: '1s' };

test.each([
  ['a name that no subject can have', () => removeSource('No.Body', {}), /small letters/],
  [
    'a directory that begins again',
    () => addSource('a', '/x', { ...SOURCE, watch: true, loop: true }),
    /leave out --loop/,
  ],
  ['a symbol in small letters', () => watchMarket(['acme'], WATCH), /acme is no symbol/],
  [
    'more symbols than a question takes',
    () =>
      watchMarket(
        Array.from({ length: 101 }, (_, i) => `S${i}`),
        WATCH,
      ),
    /at most 100/,
  ],
  [
    'three indicators',
    () => watchMarket(['A'], { ...WATCH, indicators: 'sma:1,sma:2,sma:3' }),
    /at most 2/,
  ],
])('%s is refused', async (_, work, reason) => {
  await expect(work()).rejects.toThrow(reason);
});

test.each([
  ['1x', 1],
  ['250x', 250],
  ['10', 10],
  ['max', 0],
  ['0x', undefined],
  ['1.5x', undefined],
  ['100001x', undefined],
  ['fast', undefined],
])('a pace of %s is %s', async (text, speed) => {
  let given: unknown;
  const feed = new Command('feed');
  addSourceCommands(feed);
  feed.commands.forEach((one) => one.exitOverride().configureOutput({ writeErr: () => undefined }));
  feed.commands
    .find((one) => one.name() === 'add')
    ?.action((_n, _p, options: { speed: number }) => {
      given = options.speed;
    });
  const parsed = feed.parseAsync(['add', 'a', '/x', '--speed', text], { from: 'user' });
  if (speed === undefined) await expect(parsed).rejects.toThrow(/such as 1x or 10x/);
  else await parsed;
  expect(given).toBe(speed);
});
