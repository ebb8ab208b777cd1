import { describe, expect, test } from 'vitest';

/** Asks as somebody. */
type Ask = (
  who: never,
  query: string,
  variables?: object,
  // oxlint-disable-next-line typescript/no-explicit-any -- what comes back is looked at field by field
) => Promise<any>;

/** A regulator reads in a room that two have opened for it. @param outcome the fields of an outcome. */
export function describeExportRoom(asks: Ask, outcome: string): void {
  const ask = asks as (who: string, query: string, variables?: object) => ReturnType<Ask>;
  describe('an export room', () => {
    const approve = async (who: string, id: string) =>
      (
        await ask(
          who,
          `mutation ($id: ID!) { approveCommand(input: { commandId: $id }) ${outcome} }`,
          {
            id,
          },
        )
      ).data.approveCommand;
    const read = (who: string, room: string, accountId?: string) =>
      ask(
        who,
        `query ($room: String, $accountId: ID) {
          recordRows(room: $room, accountId: $accountId, first: 500) { rows { accountId type data } }
        }`,
        { room, accountId },
      );

    test('is opened by two, and shows its reader the records of its account until it is closed', async () => {
      const id = '0192f3a0-7c1e-7aaa-8bbb-00000000c001';
      const until = `${BigInt(Date.now() + 3_600_000) * 1_000_000n}`;
      const input = {
        register: 'HOUSE',
        roomId: 'R1',
        reader: 'rex',
        accountId: 'alice',
        until,
        reason: 'exam',
      };
      const open = (who: string) =>
        ask(
          who,
          `mutation ($input: OpenExportRoomInput!, $id: ID) { openExportRoom(input: $input, commandId: $id) ${outcome} }`,
          { input, id },
        ).then(({ data }: { data: Record<string, unknown> }) => data['openExportRoom']);
      expect(await open('rex')).toMatchObject({ code: 'FORBIDDEN' });
      expect(await open('cora')).toMatchObject({ code: 'APPROVAL_REQUIRED' });
      expect(await approve('cora', id)).toMatchObject({ code: 'NOTHING_TO_CHANGE' });
      expect(await approve('otto', id)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await approve('adam', id)).toMatchObject({ status: 'ACCEPTED' });
      await expect
        .poll(async () => (await read('rex', 'R1')).data?.recordRows.rows.length ?? 0, {
          timeout: 5_000,
        })
        .toBeGreaterThan(0);
      const { data } = await read('rex', 'R1');
      const rows = data.recordRows.rows as readonly { accountId: string | null; data: string }[];
      const strangers = rows.filter(
        (row) => row.accountId !== 'alice' && !row.data.includes('"alice"'),
      );
      expect(strangers).toEqual([]);
      for (const [who, room, accountId] of [
        ['rex', 'R1', 'bob'],
        ['rex', 'R2', undefined],
        ['nobody', 'R1', undefined],
      ] as const)
        expect((await read(who, room, accountId)).errors[0].extensions.code).toBe('FORBIDDEN');
      const close = `mutation { closeExportRoom(input: { register: HOUSE, roomId: "R1", reason: "done" }) ${outcome} }`;
      expect((await ask('sid', close)).data.closeExportRoom).toMatchObject({ status: 'ACCEPTED' });
      await expect
        .poll(async () => (await read('rex', 'R1')).errors?.[0].extensions.code, { timeout: 5_000 })
        .toBe('FORBIDDEN');
    });
  });
}
