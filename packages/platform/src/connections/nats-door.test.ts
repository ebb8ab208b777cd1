import { describe, expect, test } from 'vitest';
import { createLogger } from '../service/logger.ts';
import { isInboxOf, NatsDoor } from './nats-door.ts';

const quiet = createLogger('test', 'silent');

function message(reply: string | undefined, subject = 'cmd.trading.submit.0.bots') {
  const answers: unknown[] = [];
  const respond = (data?: unknown): boolean => answers.push(data) > 0;
  return { subject, ...(reply === undefined ? {} : { reply }), respond, answers };
}

test.each([
  ['_INBOX.bots.abc', true],
  ['_INBOX.bots.a-B_9.12.c', true],
  ['_INBOX.bots', false],
  ['_INBOX.bots.', false],
  ['_INBOX.bots.a..b', false],
  ['_INBOX.bots.>', false],
  ['_INBOX.bots.a.*', false],
  ['_INBOX.botsx.a', false],
  ['_INBOX.gateway.a', false],
  ['x._INBOX.bots.a', false],
  ['_INBOX.bots.a b', false],
  ['$KV.LEASES.partition.0', false],
  ['evt.order.updated.demo', false],
  ['', false],
] as const)('%j is an inbox of bots: %s', (subject, is) => {
  expect(isInboxOf(subject, 'bots')).toBe(is);
});

test('nobody has no inbox, and a name is no pattern', () => {
  expect([isInboxOf('_INBOX..a', ''), isInboxOf('_INBOX.bots.a', 'b.ts')]).toEqual([false, false]);
});

describe('a request', () => {
  test('of another account is answered where the server says, or nowhere', () => {
    const [asked, none] = [message('_R_.Xj9ili.crEwgC'), message(undefined)];
    const door = new NatsDoor(quiet);
    const callback = door.handler((one: typeof asked) => door.answer(one, 'ok'));
    callback(null, asked);
    callback(null, none);
    expect([asked.answers, none.answers]).toEqual([['ok'], ['ok']]);
  });

  test('of a peer is answered in its own inbox', () => {
    const asked = ['_INBOX.commands.1', '_INBOX.bots.1'].map((reply) => message(reply));
    const door = new NatsDoor(quiet);
    const callback = door.handler(
      (one: ReturnType<typeof message>) => door.answer(one, 'ok'),
      'commands',
    );
    for (const one of asked) callback(null, one);
    expect(asked.map(({ answers }) => answers)).toEqual([['ok'], []]);
  });

  test('whose answer would go elsewhere is not handled, not answered, and counted', () => {
    let counted = 0;
    const door = new NatsDoor(quiet, { inc: () => void (counted += 1) });
    const handled: string[] = [];
    const callback = door.handler((one: ReturnType<typeof message>) => handled.push(one.subject));
    const elsewhere = [
      'evt.trade.executed.X',
      '_INBOX.bots.1',
      '$KV.LEASES.partition.0',
      '_R_.>',
      '_R_.a.*',
      'x._R_.a.b',
    ];
    const sent = elsewhere.map((reply) => message(reply));
    for (const one of sent) callback(null, one);
    expect([handled, counted, sent.flatMap(({ answers }) => answers)]).toEqual([[], 6, []]);
  });

  test('that makes its handler fail, at once or later, keeps nobody from the next one', async () => {
    const door = new NatsDoor(quiet);
    let handled = 0;
    const callback = door.handler(({ subject }: ReturnType<typeof message>) => {
      handled += 1;
      if (subject.startsWith('now')) throw new TypeError('now');
      if (subject.startsWith('later')) return Promise.reject(new TypeError('later'));
      return undefined;
    });
    for (const subject of ['now.bots', 'later.bots', 'fine.bots'])
      callback(null, message('_R_.a.b', subject));
    callback(new Error('no permission'), message(undefined));
    // An unhandled rejection would end the test run.
    await new Promise((resolve) => setImmediate(resolve));
    expect(handled).toBe(3);
  });
});
