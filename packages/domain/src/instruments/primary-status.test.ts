import { describe, expect, test } from 'vitest';
import { PrimaryStatusError, readPrimaryStatus, writePrimaryStatus } from './primary-status.ts';

const halted = {
  symbol: 'AMZN',
  trades: false,
  reason: 'NEWS_PENDING',
  detail: 'HALTED NEWS_PENDING',
} as const;
const banded = { symbol: 'MSFT', detail: 'TRADING NONE', bands: { lower: 1n, upper: 10n ** 17n } };

describe('what the primary market says', () => {
  test('is read as it was written', () => {
    const text = writePrimaryStatus('nasdaq', [halted, banded]);
    expect(readPrimaryStatus(text)).toEqual({ source: 'nasdaq', instruments: [halted, banded] });
    expect(JSON.parse(text)).toEqual({
      source: 'nasdaq',
      instruments: [
        halted,
        { symbol: 'MSFT', detail: 'TRADING NONE', lower: '1', upper: '100000000000000000' },
      ],
    });
  });

  const message = (terms: object): string =>
    JSON.stringify({ source: 'nasdaq', instruments: [{ ...halted, ...terms }] });
  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['of a source without a name', '{"source":"","instruments":[]}'],
    [
      'of more instruments than a message has',
      message({}).replace(
        /\[(.*)\]/,
        (_, one: string) => `[${Array.from({ length: 501 }, () => one).join(',')}]`,
      ),
    ],
    ['for a reason that is none', message({ reason: 'RAIN' })],
    ['of a price below zero', message({ lower: '-1', upper: '5' })],
    ['of more than is known', message({ more: 1 })],
  ])('is refused where it is %s', (_, text) => {
    expect(() => readPrimaryStatus(text)).toThrow(PrimaryStatusError);
  });
});
