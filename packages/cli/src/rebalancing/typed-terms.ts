import { parseDecimal, type InstrumentId, type RebalancingTerms } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';

/** Targets as they are typed. Parts of the worth in basis points, money in USD. */
export interface TypedTerms {
  /** `ACME=25%` or `ACME=100`. */
  readonly target?: readonly string[];
  readonly sellOthers?: boolean;
  readonly band?: number;
  readonly buffer?: number;
  readonly minimum?: string;
  readonly roundTo?: number;
  readonly tolerance?: number;
}

/** Targets as a command has them: half a per cent of band, two per cent of buffer and 100 USD are the defaults. @throws CommandFailure without any. */
export function termsOf(typed: TypedTerms): RebalancingTerms {
  const { target = [], sellOthers = false, roundTo, tolerance } = typed;
  if (target.length === 0) throw new CommandFailure('say what should be held: --target ACME=25%');
  return {
    targets: target.map(targetOf),
    others: sellOthers ? 'SELL' : 'KEEP',
    driftBand: typed.band ?? 50,
    cashBuffer: typed.buffer ?? 200,
    minimumTrade: parseDecimal(typed.minimum ?? '100'),
    ...(roundTo === undefined ? {} : { roundTo }),
    ...(tolerance === undefined ? {} : { tolerance }),
  };
}

function targetOf(text: string): RebalancingTerms['targets'][number] {
  const [name = '', part = ''] = text.split('=');
  const instrumentId = name as InstrumentId;
  if (!part.endsWith('%')) return { instrumentId, quantity: BigInt(part) };
  // Per cent as a decimal with four places are basis points times a hundred.
  return { instrumentId, weight: Number(parseDecimal(part.slice(0, -1)) / 100n) };
}
