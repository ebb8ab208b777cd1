import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

interface Trade {
  readonly instrumentId: string;
  readonly held: string;
  readonly mark: string;
  readonly reason: string;
  readonly side: string;
  readonly quantity: string;
  readonly limitPrice: string;
}
interface DryRun {
  readonly refusal: string | null;
  readonly instruments: readonly string[];
  readonly equity: string;
  readonly cash: string;
  readonly buffer: string;
  readonly trades: readonly Trade[];
}
interface Plan {
  readonly planId: string;
  readonly status: string;
  readonly driftBefore: number | null;
  readonly driftAfter: number | null;
  readonly lines: readonly {
    readonly orderId: string;
    readonly side: string;
    readonly quantity: string;
    readonly executed: string;
    readonly status: string;
  }[];
}

/** A quarter of the demo's account each; its orders may trade two per cent from the marks, so that a lively market fills them, and no collar refuses them. */
const TARGETS = ['ACME', 'INITECH', 'GLOBEX'].flatMap((name) => ['--target', `${name}=25%`]);
const WEIGHT = 0.25;

/** What people do to bring an account to its targets, on a running platform. */
export function rebalanceCases(cli: () => Cli): void {
  describe('an account is brought to its targets', () => {
    let planId = '';

    test('which a model says', async () => {
      await cli().json('rebalance', 'targets', '--none');
      await eventually('there are no targets', async () => {
        const { refusal, trades } = await cli().json<DryRun>('rebalance', 'plan');
        return refusal === 'NO_TARGETS' && trades.length === 0;
      });
      const terms = [...TARGETS, '--buffer', '10', '--tolerance', '2', '--sell-others'];
      await cli().json('rebalance', 'model', 'set', 'quarters', ...terms);
      await cli().json('rebalance', 'targets', '--model', 'quarters', '--lots', 'specific');
      await eventually('the model is known, beside the demo’s own', async () => {
        const models = await cli().json<{ modelId: string }[]>('rebalance', 'model', 'list');
        return models.map(({ modelId }) => modelId).join() === 'quarters,thirds';
      });
      const unknown = await cli().run('rebalance', 'targets', '--model', 'nothing');
      expect(unknown.stderr).toContain('UNKNOWN_MODEL');
    });

    test('by a plan that says what it would trade, and does nothing', async () => {
      const before = await cli().json<object>('portfolio', 'demo');
      const { refusal, equity, cash, buffer, trades } = await cli().json<DryRun>(
        'rebalance',
        'plan',
        '--allow-stale',
      );
      expect(refusal).toBeNull();
      // Reckoned in floating point from what the plan stands on.
      for (const { held, mark, side, quantity, reason } of trades.filter(({ instrumentId }) =>
        TARGETS.some((target) => target.startsWith(`${instrumentId}=`)),
      )) {
        const shares = Math.floor((Number(equity) * WEIGHT) / Number(mark) + 1e-6);
        const wanted = shares - Number(held);
        if (reason !== 'TRADE') continue;
        expect([side, Number(quantity)]).toEqual([wanted < 0 ? 'SELL' : 'BUY', Math.abs(wanted)]);
      }
      const left = trades.reduce(
        (sum, { side, quantity, limitPrice }) => {
          const value = BigInt(quantity) * BigInt(limitPrice);
          return side === 'SELL' ? sum + value : sum - value;
        },
        BigInt(cash) - BigInt(buffer),
      );
      expect(left >= 0n).toBe(true);
      const after = await cli().json<{ positions: { symbol: string; quantity: string }[] }>(
        'portfolio',
        'demo',
      );
      expect(after.positions.map(({ symbol, quantity }) => `${symbol} ${quantity}`)).toEqual(
        (before as typeof after).positions.map(({ symbol, quantity }) => `${symbol} ${quantity}`),
      );
    });

    test('that is proposed, approved, and done: sales first', async () => {
      const proposed = await cli().json<{ id: string }>('rebalance', 'propose', '--allow-stale');
      planId = proposed.id;
      const again = await cli().run('rebalance', 'propose', '--allow-stale');
      expect(again.stderr).toContain('REBALANCING_UNDER_WAY');
      await eventually('the plan is known', async () => {
        const plans = await cli().json<Plan[]>('rebalance', 'list');
        return plans[0]?.planId === planId && plans[0].status === 'PROPOSED';
      });
      await cli().json('rebalance', 'approve', planId);
      const shown = (): Promise<Plan> => cli().json<Plan>('rebalance', 'show', planId);
      await eventually('the plan is done', async () => (await shown()).status === 'DONE', 60_000);
      const plan = await shown();
      expect(plan.lines.map(({ side }) => side)).toEqual(
        plan.lines.map(({ side }) => side).toSorted((a, b) => (a < b ? 1 : -1)),
      );
      for (const { quantity, executed, status } of plan.lines)
        expect([executed, status]).toEqual([quantity, 'FILLED']);
      expect(plan.driftAfter!).toBeLessThan(plan.driftBefore!);
    }, 120_000);

    test('whose orders know their plan, and whose end is a fact', async () => {
      const { lines } = await cli().json<Plan>('rebalance', 'show', planId);
      const [first] = lines;
      const parent = await cli().json<Plan>('rebalance', 'parent', first!.orderId);
      expect(parent.planId).toBe(planId);
      // Its story is a read model of its own: before, nothing is known of the order.
      await eventually('its story tells of the plan', async () => {
        const { stdout } = await cli().run('explain', first!.orderId);
        return stdout.includes('RebalancingOrderRecorded');
      });
      const nobody = await cli().run('rebalance', 'parent', planId);
      expect(nobody.stderr).toContain(`no plan has asked for order ${planId}`);
      // Near enough now: no second plan comes of it, or a small one, as the market has moved.
      const next = await cli().json<DryRun>('rebalance', 'plan', '--allow-stale');
      expect(next.refusal).toBeNull();
    });
  });
}
