import type { Logger } from '@bellwether/platform/log';
import type { Msg, NatsConnection } from 'nats';
import { expect, test, vi } from 'vitest';
import { ChangeBridge } from './change-bridge.ts';
import { TooManySubscriptionsError } from './places.ts';

type Callback = (error: Error | null, message: Pick<Msg, 'subject' | 'data'>) => void;

function bridgeOf(logger = {} as Logger) {
  let publish: Callback = () => undefined;
  const connection = {
    status: async function* () {},
    subscribe: (_: string, { callback }: { readonly callback: Callback }) => {
      publish = callback;
      return { unsubscribe: () => undefined };
    },
  };
  const bridge = new ChangeBridge(connection as unknown as NatsConnection, logger);
  return { bridge, publish };
}

test('a change that cannot be read is logged, and the next one is told', async () => {
  const error = vi.fn<() => void>();
  const { bridge, publish } = bridgeOf({ error } as unknown as Logger);
  const subject = 'evt.order.updated.alice';
  const reader = bridge.read(subject, 'alice');
  for (const text of ['{no json', '{"leaves":"1"}'])
    publish(null, { subject, data: new TextEncoder().encode(text) });
  expect(await reader.next()).toEqual({ done: false, value: { leaves: '1' } });
  expect(error).toHaveBeenCalledOnce();
  bridge.close();
});

test('one user takes 500 places at most, and gives them back', async () => {
  const { bridge } = bridgeOf();
  const readers = Array.from({ length: 500 }, (_, index) => bridge.read(`s${index % 3}`, 'alice'));
  expect(() => bridge.read('s', 'alice')).toThrow(TooManySubscriptionsError);
  expect(() => bridge.read('s', 'bob')).not.toThrow();
  await readers[0]?.return?.();
  expect(() => bridge.read('s', 'alice')).not.toThrow();
  expect(bridge.readers).toBe(501);
  bridge.close();
  expect(bridge.readers).toBe(0);
});
