import { defineProcess, type ProcessManager } from './runtime/process.ts';

/** Ends market-wide halts when their time is over (NYSE Rule 7.12). A halt without an end lasts for the day. */
export const marketHalt: ProcessManager = defineProcess({
  name: 'market-halt',
  description: 'Resumes the market after a market-wide halt',
  sends: ['ResumeMarket'],
  on: {
    MarketHalted: ({ sessionDate, until }) =>
      until === undefined
        ? []
        : [{ command: { type: 'ResumeMarket', data: { sessionDate } }, notBefore: until }],
  },
});
