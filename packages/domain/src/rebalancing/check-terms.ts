import { reject, type Rejection } from '../kernel/rejection.ts';
import { BASIS } from '../kernel/rounding.ts';
import type { RebalancingTerms } from './terms.ts';

/** What is wrong with targets: each is a weight or a quantity, of one instrument once, and weights and buffer are at most the whole. */
export function checkTargets({ targets, cashBuffer }: RebalancingTerms): Rejection | undefined {
  const named = new Set<string>();
  let sum = BigInt(cashBuffer);
  for (const { instrumentId, weight, quantity } of targets) {
    if ((weight === undefined) === (quantity === undefined))
      return wrong(`${instrumentId} needs a weight or a quantity, and not both`);
    if (named.has(instrumentId)) return wrong(`${instrumentId} has two targets`);
    named.add(instrumentId);
    sum += BigInt(weight ?? 0);
  }
  return sum > BASIS
    ? wrong(`weights and cash buffer are ${sum} basis points, the whole is ${BASIS}`)
    : undefined;
}

const wrong = (message: string): Rejection => reject('INVALID_TARGETS', message);
