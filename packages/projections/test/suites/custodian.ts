import { expect, test } from 'vitest';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { listInstructions } from '../../src/settlement/read.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { recorded } from '../story.ts';

/** Position behind those of the other suites. */
const FIRST = 2_000_000;

/** Instructions to a custodian outside, on a real Postgres. */
export function describeCustodian(stores: () => ReadModelStores): void {
  test('it is told what a custodian outside was asked for, and what it has answered', async () => {
    const runId = '2026-12-01-9';
    const due = (participant: string, quantity: bigint) =>
      ({ participant, instrumentId: 'SF', quantity, amount: -2n * quantity, fees: 0n }) as const;
    const obligations = [due('ann', -30n), due('bea', 50n), due('cy', -20n)];
    const netted = { runId, part: 2, parts: 2, custodian: 'FILES', obligations };
    const answer = { instructionId: `${runId}.2.3`, quantity: 15n, reference: 'C-1' };
    const confirmed = { runId, sha256: 'a'.repeat(64), confirmations: [answer] };
    const facts = recorded(
      [
        { type: 'ObligationsNetted', data: netted },
        { type: 'DeliveriesConfirmed', data: confirmed },
      ],
      FIRST,
    );
    const projector = new PostgresProjector(stores().sql, PROJECTIONS);
    await projector.takeOver();
    await projector.apply({ facts, position: facts.at(-1)!.position });
    const { db } = stores().models;
    const { rows } = await listInstructions(db, runId, {});
    expect(
      rows.map((row) => [row.instructionId, row.participant, row.quantity, row.amount]),
    ).toEqual([
      [`${runId}.2.1`, 'ann', 30n, 60n],
      [`${runId}.2.3`, 'cy', 20n, 40n],
    ]);
    expect(rows.map((row) => [row.status, row.confirmed, row.reference])).toEqual([
      ['INSTRUCTED', null, null],
      ['CONFIRMED', 15n, 'C-1'],
    ]);
    const first = await listInstructions(db, runId, { first: 1 });
    const rest = await listInstructions(db, runId, { after: first.next });
    expect([...first.rows, ...rest.rows]).toEqual(rows);
  });
}
