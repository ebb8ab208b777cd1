import { describe, expect, test } from 'vitest';

interface Next {
  readonly kind: string;
  readonly position: string | null;
  readonly more: boolean;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Questions over NATS, as the user `bots` or as another one. */
interface Asking {
  readonly ask: (name: string, input: object) => Promise<unknown>;
  readonly askAs: (user: string, name: string, input: object) => Promise<unknown>;
}

/** Needs the story, and more than a hundred trades of alice's. */
export function describeWhatComesNext({ ask, askAs }: Asking): void {
  describe('what comes next of what is followed (I9)', () => {
    const next = async (name: string, input: object): Promise<Next> =>
      (await ask(name, input)) as Next;

    test('goes on where the answer before ended, row by row, and ends with nothing', async () => {
      const told: unknown[] = [];
      let from: string | null = null;
      for (let more = true; more;) {
        const asked = { accountId: 'alice', first: 7, ...(from === null ? {} : { from }) };
        const answer: Next = await next('account.trade-changes', asked);
        expect(answer.kind).toBe('SNAPSHOT');
        ({ more, position: from } = answer);
        told.push(...answer.rows.map(({ tradeId }) => tradeId));
      }
      expect(told).toHaveLength(100);
      expect(new Set(told).size).toBe(100);
      const nothing = await next('account.trade-changes', { accountId: 'alice', from });
      expect(nothing).toEqual({ kind: 'CHANGE', position: from, more: false, rows: [] });
    });

    test.each([
      ['account.changes', { accountId: 'alice' }, { accountId: 'alice' }],
      ['order.changes', { accountId: 'bob' }, { accountId: 'bob', status: 'PARTIALLY_EXECUTED' }],
      ['position.changes', { accountId: 'bob' }, { positionId: 'bob/X' }],
      ['trade.changes', { instrumentId: 'X' }, { instrumentId: 'X' }],
    ])('%s begins with what there is', async (name, input, row) => {
      const { kind, rows } = await next(name, input);
      expect({ kind, rows }).toMatchObject({
        kind: 'SNAPSHOT',
        rows: expect.arrayContaining([expect.objectContaining(row)]) as unknown,
      });
    });

    test('hides the other side of a trade', async () => {
      const answer = (await askAs('cli', 'trade.changes', { instrumentId: 'X' })) as Next;
      for (const { buyAccountId, sellAccountId } of answer.rows)
        expect([buyAccountId, sellAccountId].filter((id) => id !== undefined)).not.toContain(
          'alice',
        );
      expect(answer.rows.some(({ sellAccountId }) => sellAccountId === 'bob')).toBe(true);
    });

    test.each([
      ['somebody else’s account', 'order.changes', { accountId: 'mallory' }, 'FORBIDDEN'],
      ['no position', 'order.changes', { accountId: 'alice', from: '12' }, 'BAD_QUERY'],
      ['no account', 'order.changes', { accountId: 'a.b' }, 'BAD_QUERY'],
      ['too many rows', 'order.changes', { accountId: 'alice', first: 201 }, 'BAD_QUERY'],
      [
        'a position of the future',
        'order.changes',
        { accountId: 'alice', from: 'orders@2/0:9000000000000000000' },
        'STALE',
      ],
    ])('is refused for %s', async (_what, name, input, code) => {
      expect(await ask(name, input)).toMatchObject({ code });
    });

    test('begins anew where the position is of another build', async () => {
      const from = 'orders@1.7/0:5';
      expect(await next('order.changes', { accountId: 'alice', from })).toEqual({
        kind: 'RESYNC',
        position: null,
        more: true,
        rows: [],
      });
    });
  });
}
