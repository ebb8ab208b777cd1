import { bollinger, ema, macd, sma } from './averages.ts';
import type { Indicator } from './indicator.ts';
import { vwap } from './vwap.ts';
import { atr, rsi } from './wilder.ts';

/** Bars that a window may hold. */
const PERIOD_MAX = 1_000;

/** What can be asked for, with its usual periods. */
const INDICATOR_FORMS = 'sma:14 ema:14 rsi:14 atr:14 vwap bollinger:20:2 macd:12:26:9';

/** A text names no indicator. */
export class IndicatorNameError extends Error {
  override readonly name = 'IndicatorNameError';
  readonly code = 'INDICATOR_NAME';
  constructor(text: string) {
    super(`not an indicator: ${JSON.stringify(text.slice(0, 40))}; there are ${INDICATOR_FORMS}`);
  }
}

/** The indicator that a text such as `ema:14` or `macd:12:26:9` names. @throws IndicatorNameError */
export function parseIndicator(text: string): Indicator {
  const [name, ...numbers] = text.split(':');
  const isRight = numbers.every((one) => /^[1-9]\d{0,3}$/.test(one) && Number(one) <= PERIOD_MAX);
  const [a, b, c] = numbers.map(Number);
  if (isRight && numbers.length === 0 && name === 'vwap') return vwap();
  if (isRight && numbers.length === 1 && a !== undefined) {
    if (name === 'sma') return sma(a);
    if (name === 'ema') return ema(a);
    if (name === 'rsi') return rsi(a);
    if (name === 'atr') return atr(a);
  }
  if (isRight && numbers.length === 2 && name === 'bollinger') return bollinger(a!, b!);
  if (isRight && numbers.length === 3 && name === 'macd' && a! < b!) return macd(a!, b!, c!);
  throw new IndicatorNameError(text);
}
