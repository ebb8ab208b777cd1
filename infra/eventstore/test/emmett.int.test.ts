import { expect, test } from 'vitest';
import { runCarts } from '../examples/emmett.ts';
import { startEventStore } from '../src/index.ts';

test('Emmett runs a command handler and a consumer of a category stream, unmodified', async () => {
  const server = await startEventStore({ port: 0, memory: true, startStandardProjections: true });
  expect(await runCarts(server.connectionString)).toEqual({ 'cart-1': 5, 'cart-2': 1 });
  await server.stop();
});
