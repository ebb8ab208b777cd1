import { expect, test } from 'vitest';
import { parseSample, quantile, showBound } from './market-status.ts';

test('samples of the Prometheus text format are read, other lines are not', () => {
  expect(parseSample('a_total{service="x",outcome="accepted"} 12')).toEqual([
    { name: 'a_total', labels: { service: 'x', outcome: 'accepted' }, value: 12 },
  ]);
  expect(parseSample('a_total 1e3')).toEqual([{ name: 'a_total', labels: {}, value: 1_000 }]);
  expect(parseSample('# HELP a_total words')).toEqual([]);
});

test('a quantile is the smallest bucket bound that holds it', () => {
  const samples = [
    'h_bucket{le="0.001"} 90',
    'h_bucket{le="0.01"} 99',
    'h_bucket{le="+Inf"} 100',
    'h_count 100',
  ].flatMap(parseSample);
  expect(quantile(samples, 'h', 0.5)).toEqual({ ms: 1, is: '<=' });
  expect(showBound(quantile(samples, 'h', 0.99))).toBe('≤ 10 ms');
  expect(showBound(quantile([], 'h', 0.5))).toBe('–');
});

test('of one beyond the last bound it is known that it is beyond it', () => {
  const samples = ['h_bucket{le="0.01"} 99', 'h_bucket{le="+Inf"} 100', 'h_count 100'];
  expect(showBound(quantile(samples.flatMap(parseSample), 'h', 0.999))).toBe('> 10 ms');
});
