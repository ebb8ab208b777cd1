import type { SurveillanceRule } from './rule.ts';
import { excessCancels } from './rules/excess-cancels.ts';
import { fatFinger } from './rules/fat-finger.ts';
import { frontRunning } from './rules/front-running.ts';
import { layering } from './rules/layering.ts';
import { marking } from './rules/marking.ts';
import { momentumIgnition } from './rules/momentum-ignition.ts';
import { offMarketTrade } from './rules/off-market-trade.ts';
import { quoteStuffing } from './rules/quote-stuffing.ts';
import { ramping } from './rules/ramping.ts';
import { roundTrip } from './rules/round-trip.ts';
import { spoofing } from './rules/spoofing.ts';
import { washTrade } from './rules/wash-trade.ts';

/** Every rule of surveillance. A new one is a line here. */
export const SURVEILLANCE_RULES: readonly SurveillanceRule[] = [
  washTrade,
  roundTrip,
  spoofing,
  layering,
  quoteStuffing,
  marking,
  momentumIgnition,
  frontRunning,
  ramping,
  offMarketTrade,
  excessCancels,
  fatFinger,
];

/** A rule by its id. */
export function surveillanceRule(ruleId: string): SurveillanceRule | undefined {
  return SURVEILLANCE_RULES.find((rule) => rule.ruleId === ruleId);
}
