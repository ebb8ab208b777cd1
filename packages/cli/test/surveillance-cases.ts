import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';
import { sending, type Ask, type Sent } from './sending.ts';

interface Alert {
  readonly alertId: string;
  readonly ruleId: string;
  readonly owner: string;
  readonly status: string;
}
interface Replayed {
  readonly alerts: readonly Alert[];
}

/** A wash trade, its alert and case, and the export of its account, on a running platform. */
export function surveillanceCases(
  cli: () => Cli,
  graphql: Ask,
  pidOf: (unit: string) => Promise<number>,
  directory: string,
): void {
  const send = sending(graphql);
  const order = (accountId: string, side: string): Sent => {
    const terms = { side, type: 'LIMIT', timeInForce: 'GTC', quantity: '10', limitPrice: '10' };
    return ['PlaceOrder', { accountId, instrumentId: 'WASH', ...terms, selfTrade: 'NONE' }];
  };
  const washed = async (owner: string): Promise<readonly Alert[]> =>
    (await cli().json<readonly Alert[]>('surveillance', 'alerts', '--owner', owner)).filter(
      ({ ruleId }) => ruleId === 'wash-trade',
    );
  /** Two accounts of one owner trade with each other. */
  const wash = async (owner: string): Promise<Alert> => {
    const [a, b] = [`${owner}-a`, `${owner}-b`];
    await send(
      ...[a, b].map((accountId): Sent => ['OpenAccount', { accountId, beneficialOwner: owner }]),
      ['DepositCash', { accountId: b, amount: '1000' }],
      ['DepositSecurities', { accountId: a, instrumentId: 'WASH', quantity: '10' }],
      order(a, 'SELL'),
      order(b, 'BUY'),
    );
    let alerts: readonly Alert[] = [];
    // Five seconds are promised; the command line needs its own.
    await eventually('it is seen', async () => (alerts = await washed(owner)).length > 0, 8_000);
    expect(alerts).toHaveLength(1);
    return alerts[0] as Alert;
  };

  describe('market abuse', () => {
    test('is seen, found again in the log by the same id, looked into and closed', async () => {
      const terms = { tickSize: '0.01', referencePrice: '10', maxOrderQuantity: '1000' };
      await send(['ListInstrument', { instrumentId: 'WASH', symbol: 'WASH', ...terms }]);
      const { alertId } = await wash('washer');
      const replayed = await cli().json<Replayed>('surveillance', 'replay', '--rule', 'wash-trade');
      expect(replayed.alerts.filter(({ owner }) => owner === 'washer')).toEqual([
        expect.objectContaining({ alertId }),
      ]);
      await cli().json('surveillance', 'assign', alertId, 'carol');
      await cli().json('surveillance', 'close', alertId, 'warned', 'both are his');
      await eventually(
        'it is closed',
        async () => (await washed('washer'))[0]?.status === 'CLOSED',
      );
      const shown = await cli().json<{
        steps: readonly { type: string }[];
        timeLine: readonly { isEvidence: boolean }[];
      }>('surveillance', 'show', alertId, '--replay');
      expect(shown.steps.map(({ type }) => type)).toEqual([
        'SurveillanceAlertRaised',
        'CaseAssigned',
        'CaseClosed',
      ]);
      // Two orders and their trade.
      expect(shown.timeLine.filter(({ isEvidence }) => isEvidence)).toHaveLength(3);
    });

    test('is seen after the process managers were killed, and nothing is raised twice', async () => {
      const before = await pidOf('processes');
      process.kill(before, 'SIGKILL');
      // Until then the command line says that not everything is healthy.
      const pid = (): Promise<number> => pidOf('processes').catch(() => 0);
      await eventually('they are back', async () => ![0, before].includes(await pid()), 30_000);
      await wash('washer-2');
      expect(await washed('washer')).toHaveLength(1);
    });
  });

  test('an export of records proves itself, and names the row that was changed', async () => {
    const out = join(directory, 'export');
    await cli().json('records', 'export', out, '--account', 'washer-a');
    const whole = await cli().run('records', 'verify-export', out);
    expect(whole).toMatchObject({ status: 0 });
    const rows = join(out, 'rows.ndjson');
    writeFileSync(rows, readFileSync(rows, 'utf8').replace('"principal":"', '"principal":"x'));
    const changed = await cli().run('records', 'verify-export', out);
    expect(changed.status).toBe(1);
    expect(changed.stdout).toMatch(/account row \d+ \(AccountOpened\): changed/);
  });
}
