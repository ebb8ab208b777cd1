import type { Logger } from '@bellwether/platform';
import type { Msg, NatsConnection } from 'nats';
import { expect, test, vi } from 'vitest';
import { ChangeBridge } from './change-bridge.ts';

type Callback = (error: Error | null, message: Pick<Msg, 'subject' | 'data'>) => void;

test('a change that cannot be read is logged, and the next one is told', async () => {
  let publish: Callback = () => undefined;
  const connection = {
    subscribe: (_: string, { callback }: { readonly callback: Callback }) => {
      publish = callback;
      return { unsubscribe: () => undefined };
    },
  };
  const error = vi.fn<() => void>();
  const logger = { error } as unknown as Logger;
  const bridge = new ChangeBridge(connection as unknown as NatsConnection, logger);
  const subject = 'evt.order.updated.alice';
  const reader = bridge.read(subject);
  for (const text of ['{no json', '{"leaves":"1"}'])
    publish(null, { subject, data: new TextEncoder().encode(text) });
  expect(await reader.next()).toEqual({ done: false, value: { leaves: '1' } });
  expect(error).toHaveBeenCalledOnce();
  bridge.close();
});
