/** What a NATS user may publish and subscribe to; everything else is refused by the server. */
export interface NatsUser {
  readonly name: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Every user receives replies in an inbox of its own, which no other user may read. */
const ownInbox = (name: string): string => `_INBOX.${name}.>`;

/** Services answer into their callers' inboxes. */
const ANY_INBOX = '_INBOX.*.>';

/**
 * Service discovery of the NATS services framework. Services are asked; of the callers only `ops` may ask, because the
 * framework answers wherever it is told to.
 */
const DISCOVERY = '$SRV.>';

/** A caller names itself in the last token of a command's subject; the server sees to it that this is the truth. */
const commandsOf = (name: string): readonly string[] => [`cmd.*.*.*.${name}`];

/** It names itself in the last token of a question to the read models too; answers come to its own inbox. */
const queriesOf = (name: string): string => `qry.*.*.${name}`;

const caller = (
  name: string,
  more: Partial<Pick<NatsUser, 'publish' | 'subscribe'>> = {},
): NatsUser => ({
  name,
  publish: [...commandsOf(name), queriesOf(name), ...(more.publish ?? [])],
  subscribe: [ownInbox(name), ...(more.subscribe ?? [])],
});

/**
 * The users of a Bellwether installation, each with the least that its work needs. `provisioner` alone manages
 * JetStream; `commands` and `projections` are the services; the rest are callers.
 */
export const NATS_USERS: readonly NatsUser[] = [
  {
    name: 'provisioner',
    publish: ['$JS.API.>', '$KV.>'],
    subscribe: [ownInbox('provisioner')],
  },
  {
    name: 'commands',
    publish: [
      ANY_INBOX,
      // The leases of the partitions.
      '$KV.LEASES.>',
      '$JS.API.INFO',
      '$JS.API.STREAM.INFO.KV_LEASES',
      '$JS.API.STREAM.MSG.GET.KV_LEASES',
      '$JS.API.DIRECT.GET.KV_LEASES.>',
      // The queue of durable commands, and where those go that cannot be decided.
      '$JS.API.CONSUMER.INFO.COMMANDS.*',
      '$JS.API.CONSUMER.MSG.NEXT.COMMANDS.*',
      '$JS.ACK.COMMANDS.>',
      'dlq.>',
      '$JS.API.STREAM.MSG.GET.DEAD_LETTERS',
      '$JS.API.STREAM.MSG.DELETE.DEAD_LETTERS',
      // Commands for another partition are sent on; partitions ask each other how far they are.
      'cmd.durable.>',
      'partition.>',
    ],
    subscribe: ['cmd.>', 'partition.>', DISCOVERY, ownInbox('commands')],
  },
  {
    name: 'projections',
    publish: ['evt.>', ANY_INBOX],
    subscribe: ['qry.>', ownInbox('projections'), DISCOVERY],
  },
  caller('gateway', { subscribe: ['evt.>'] }),
  // History that is told again goes where nobody takes it for news.
  caller('cli', { publish: ['replay.>'] }),
  caller('bots'),
  // Asks who answers; looks at dead letters and drops them. To have one decided after all it asks as any caller does.
  caller('ops', {
    publish: [
      DISCOVERY,
      '$JS.API.INFO',
      '$JS.API.STREAM.INFO.DEAD_LETTERS',
      '$JS.API.STREAM.MSG.GET.DEAD_LETTERS',
      '$JS.API.STREAM.MSG.DELETE.DEAD_LETTERS',
    ],
  }),
];
