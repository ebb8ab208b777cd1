import { HEADERS, type Outcome } from '@bellwether/domain';
import { derivedId } from '@bellwether/platform/runtime';
import { type Signer, signMessage } from '@bellwether/platform/signing';
import { headers, type NatsConnection } from 'nats';
import type { QueuedMessage } from './durable-intake.ts';
import { FORWARDED } from './headers.ts';

const encoder = new TextEncoder();

/**
 * Sends the commands of a message whose instruments are traded elsewhere on to the queues of those partitions, in the
 * sender's name. Nobody is named to be told: the sender learns the way from the answer to its own message, and asks there.
 * @param signer signs what the sender had signed: what is sent on is another message.
 */
export async function forward(
  nats: NatsConnection,
  message: QueuedMessage,
  outcomes: readonly Outcome[],
  signer: Signer,
): Promise<void> {
  const { commands } = JSON.parse(new TextDecoder().decode(message.data)) as {
    readonly commands: readonly { readonly id: string }[];
  };
  const byPartition = Map.groupBy(
    commands.filter((_, index) => partitionNamed(outcomes[index]) !== undefined),
    (command) => partitionNamed(outcomes[commands.indexOf(command)]),
  );
  const [, , context, , user = ''] = message.subject.split('.');
  for (const [partition, belonging] of byPartition) {
    const data = encoder.encode(JSON.stringify({ commands: belonging }));
    const ids = belonging.map(({ id }) => id);
    const named = headers();
    named.set(FORWARDED, `${message.forwarded + 1}`);
    // What a partition sends on it has let in: it was signed, if it names for whom it is.
    if (message.signature) named.set(HEADERS.signature, signMessage(signer, user, data));
    await nats.jetstream().publish(`cmd.durable.${context}.${partition}.${user}`, data, {
      headers: named,
      // Delivered twice, it is sent on once. Ids alone do not name it: somebody else may have a command of the same one.
      msgID: `forward/${message.sequence}/${partition}/${derivedId(ids.join())}`,
    });
  }
}

function partitionNamed(outcome: Outcome | undefined): number | undefined {
  return outcome?.status === 'invalid' ? outcome.partition : undefined;
}
