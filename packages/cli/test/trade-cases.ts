import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

interface Trade {
  readonly tradeId: string;
  readonly instrumentId: string;
  readonly venue: string | null;
  readonly busted: boolean;
}

/** Trades of the demo, one of which is taken back; that nothing is lost by it `verify` says at the end. */
export function tradeCases(cli: () => Cli): void {
  describe('trades', () => {
    const list = () => cli().json<readonly Trade[]>('trades', '--instrument', 'ACME');

    test('are listed, and one is taken back, once', async () => {
      let own: Trade | undefined;
      await eventually('somebody has traded here', async () => {
        own = (await list()).find(({ venue, busted }) => venue === null && !busted);
        return own !== undefined;
      });
      const { tradeId } = own!;
      const bust = ['trades', 'bust', tradeId, '--instrument', 'ACME', '--reason', 'erroneous'];
      await cli().json(...bust);
      await eventually('it is shown', async () =>
        (await list()).some((trade) => trade.tradeId === tradeId && trade.busted),
      );
      expect((await cli().run(...bust)).stderr).toMatch(/NOTHING_TO_CHANGE/);
      const other = ['trades', 'bust', tradeId, '--instrument', 'GLOBEX', '--reason', 'erroneous'];
      expect((await cli().run(...other)).stderr).toMatch(/UNKNOWN_TRADE/);
    });
  });
}
