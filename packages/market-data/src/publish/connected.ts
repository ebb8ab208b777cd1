import { Events, type NatsConnection } from 'nats';

/** Whether a connection is up, as its client says it. */
export function connectedOf(nats: NatsConnection): () => boolean {
  let isUp = true;
  void follow();
  return () => isUp && !nats.isClosed();

  async function follow(): Promise<void> {
    for await (const { type } of nats.status()) {
      if (type === Events.Disconnect) isUp = false;
      else if (type === Events.Reconnect) isUp = true;
    }
  }
}
