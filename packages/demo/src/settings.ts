import { Type, type TInteger } from 'typebox';

/** How busy the demo is. */
export const demoSettings: { readonly DEMO_STEP_MS: TInteger } = {
  DEMO_STEP_MS: Type.Integer({
    minimum: 50,
    maximum: 60_000,
    default: 200,
    description: 'From one step of a bot to its next, ms: half of it, twice the orders',
  }),
};
