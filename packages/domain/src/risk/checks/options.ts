import { OPTION_POSITION_LIMIT } from '../../rulebook/derivatives.ts';
import type { Rejection } from '../../kernel/rejection.ts';
import { positive } from '../../kernel/rounding.ts';
import type { Assessment } from '../assessment.ts';
import { finding } from './check.ts';

const LEVEL_NAMES = ['no options', 'covered and cash-secured', 'long', 'spreads', 'naked'];

/** What an account must be approved for to open this: selling decides by what it leads to. */
export function checkOptionLevel(a: Assessment): Rejection | undefined {
  const { account, side, opening, optionEffect, instrument } = a;
  if (optionEffect === undefined)
    return finding(
      'OPTION_LEVEL',
      'covered calls only in a cash account',
      'a short call would be uncovered',
      'keep or buy the shares, or use a margin account',
    );
  const buys = instrument.option !== undefined && side === 'BUY' && opening > 0n;
  const needed = buys ? 2 : optionEffect.level;
  return needed > account.optionLevel
    ? finding(
        'OPTION_LEVEL',
        `level ${account.optionLevel} (${LEVEL_NAMES[account.optionLevel] ?? 'unknown'})`,
        `the order needs level ${needed} (${LEVEL_NAMES[needed] ?? 'unknown'})`,
        'ask for a higher approval, or trade a strategy that it covers',
      )
    : undefined;
}

/** Contracts on one side of the market of an underlying: long calls with short puts, long puts with short calls. */
export function checkOptionPosition(a: Assessment): Rejection | undefined {
  const { account, instrument, context, order, side } = a;
  const { option } = instrument;
  if (option === undefined) return undefined;
  const bullish = (right: string, long: boolean): boolean => (right === 'CALL') === long;
  const up = bullish(option.right, side === 'BUY');
  let contracts = order.quantity;
  for (const leg of account.optionGroups.get(option.underlyingId)?.legs ?? []) {
    const right = leg.instrument.option?.right ?? 'CALL';
    contracts += positive(bullish(right, true) === up ? leg.quantity : -leg.quantity);
    contracts += bullish(right, true) === up ? leg.buys.quantity : leg.sells.quantity;
  }
  const limit = OPTION_POSITION_LIMIT.on(context.date).value;
  return contracts > limit
    ? finding(
        'POSITION_LIMIT',
        `${limit} contracts on one side of ${option.underlyingId}`,
        `with all open orders it may become ${contracts}`,
        'order less or close positions',
      )
    : undefined;
}
