import { COMMANDS, type AccountId, type Command, type Outcome } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { CommandSender, type CallOptions } from './command-methods.ts';

class Recorder extends CommandSender {
  readonly sent: [Command, CallOptions | undefined][] = [];
  override send(command: Command, options?: CallOptions): Promise<Outcome> {
    this.sent.push([command, options]);
    return Promise.resolve({ status: 'accepted', id: 'any', position: '1' });
  }
}

test('a method sends the command it is named after, with the options of the call', async () => {
  const recorder = new Recorder();
  const data = { accountId: 'demo' as AccountId, amount: 1n };
  await recorder.depositCash(data, { deadlineMs: 7 });
  expect(recorder.sent).toEqual([[{ type: 'DepositCash', data }, { deadlineMs: 7 }]]);
});

test.each([...COMMANDS.keys()])('%s has a method', async (type) => {
  const recorder = new Recorder();
  const name = type.replace(/^[A-Z]/, (first) => first.toLowerCase());
  await (recorder as unknown as Record<string, (data: object) => Promise<Outcome>>)[name]?.({});
  expect(recorder.sent).toEqual([[{ type, data: {} }, undefined]]);
});
