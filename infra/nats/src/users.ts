/** A service of the platform: what it may publish and subscribe to in the platform's account; the server refuses all else. */
export interface ServiceUser {
  readonly name: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * Somebody outside the platform's account, in an account of its own. What it publishes reaches nobody but itself, except
 * requests of the subjects that it `asks`; the server itself names the place of their answers, so that an answer
 * can reach the account of who asked, and nothing else.
 */
export interface Caller {
  readonly name: string;
  /** Subjects under which it asks the platform. */
  readonly asks: readonly string[];
  /** Subjects of the platform that it may listen to, beside answers to itself. */
  readonly hears: readonly string[];
  /** Subjects that it publishes in its own account alone. */
  readonly says: readonly string[];
}

/** Answers come to an inbox of each user's own. */
export const inboxOf = (name: string): string => `_INBOX.${name}.>`;

/** Where the server has answers to another account's requests sent: it makes these subjects up, and ends each after its answer. */
const ANSWERS = '_R_.>';

/** The owner of a partition says here that it answers commands from now on. */
const SERVING = 'serving.*';

/** Service discovery of the NATS services framework. */
const DISCOVERY = '$SRV.>';

/**
 * Who calls the platform. A caller names itself in the last token of a subject, and the server imports from its account
 * the subjects with its own name alone.
 */
export const CALLERS: readonly Caller[] = [
  caller('gateway', { hears: ['evt.>', 'md.quotes'] }),
  // History that is told again stays where nobody takes it for news.
  caller('cli', { hears: ['md.>'], says: ['replay.>'] }),
  // They follow the prices of the venues around them.
  caller('bots', { hears: ['md.quotes'] }),
  // Asks who answers. Dead letters it asks for as everybody asks for anything.
  caller('ops', { asks: [DISCOVERY] }),
];

/** The platform's own users, each with the least that its work needs. `provisioner` alone manages JetStream. */
export const SERVICE_USERS: readonly ServiceUser[] = [
  {
    name: 'provisioner',
    publish: ['$JS.API.>', '$KV.>'],
    subscribe: [inboxOf('provisioner')],
  },
  {
    name: 'commands',
    publish: [
      ANSWERS,
      // What became of durable commands is told when nobody waits for a reply any more.
      ...CALLERS.map(({ name }) => inboxOf(name)),
      // The answers of partitions to each other, and to the process managers.
      inboxOf('commands'),
      inboxOf('processes'),
      // The leases of the partitions.
      '$KV.LEASES.partition.*',
      '$JS.API.INFO',
      '$JS.API.STREAM.INFO.KV_LEASES',
      '$JS.API.STREAM.MSG.GET.KV_LEASES',
      '$JS.API.DIRECT.GET.KV_LEASES.>',
      // The queue of durable commands, and where those go that cannot be decided.
      '$JS.API.CONSUMER.INFO.COMMANDS.*',
      '$JS.API.CONSUMER.MSG.NEXT.COMMANDS.*',
      '$JS.ACK.COMMANDS.>',
      'dlq.>',
      '$JS.API.STREAM.INFO.DEAD_LETTERS',
      '$JS.API.STREAM.MSG.GET.DEAD_LETTERS',
      '$JS.API.STREAM.MSG.DELETE.DEAD_LETTERS',
      // Commands for another partition are sent on; partitions ask each other how far they are.
      'cmd.durable.>',
      'partition.>',
      SERVING,
    ],
    subscribe: ['cmd.>', 'partition.>', 'md.venues', 'md.status', DISCOVERY, inboxOf('commands')],
  },
  {
    name: 'processes',
    publish: [
      'cmd.*.submit.*.processes',
      // What reports say.
      'qry.report.*.processes',
      'qry.settlement.*.processes',
      'qry.margin.*.processes',
      'qry.interest.*.processes',
      // Who asks for what they have put aside.
      ANSWERS,
      // Which instance acts, and what each process manager keeps.
      '$KV.LEASES.processes',
      '$KV.PROCESSES.>',
      '$JS.API.INFO',
      ...['KV_LEASES', 'KV_PROCESSES'].flatMap((bucket) => [
        `$JS.API.STREAM.INFO.${bucket}`,
        `$JS.API.STREAM.MSG.GET.${bucket}`,
        `$JS.API.DIRECT.GET.${bucket}.>`,
      ]),
    ],
    subscribe: ['cmd.process.*.*.*', 'md.quotes', SERVING, DISCOVERY, inboxOf('processes')],
  },
  {
    name: 'projections',
    // Process managers ask from within, for what reports say; market data for what actions make of prices.
    publish: [
      'evt.>',
      ANSWERS,
      inboxOf('processes'),
      inboxOf('market_data'),
      // Who has looked at whose data, and what was noted of that.
      'audit.reads',
      '$JS.API.STREAM.INFO.READ_AUDIT',
      '$JS.API.STREAM.MSG.GET.READ_AUDIT',
    ],
    subscribe: ['qry.>', inboxOf('projections'), DISCOVERY],
  },
  {
    name: 'market_data',
    publish: [
      // Frames of updates, symbols, and what the market is.
      'md.>',
      ANSWERS,
      // What corporate actions make of prices.
      'qry.corporateaction.adjustments.market_data',
      // Which sources there are.
      '$KV.FEEDS.sources',
      '$JS.API.INFO',
      '$JS.API.STREAM.INFO.KV_FEEDS',
      '$JS.API.STREAM.MSG.GET.KV_FEEDS',
      '$JS.API.DIRECT.GET.KV_FEEDS.>',
    ],
    subscribe: ['qry.feed.*.*', 'cmd.feed.*.*.*', DISCOVERY, inboxOf('market_data')],
  },
];

/** Names the secret that opens the server's monitoring. */
export const MONITOR = 'monitor';

/** Names of all secrets of a server: each user's password, and what opens its monitoring. Letters and digits only. */
export const NATS_SECRETS: readonly string[] = [
  ...[...SERVICE_USERS, ...CALLERS].map(({ name }) => name),
  MONITOR,
];

function caller(name: string, more: Partial<Omit<Caller, 'name'>> = {}): Caller {
  return {
    name,
    asks: [`cmd.*.*.*.${name}`, `qry.*.*.${name}`, ...(more.asks ?? [])],
    hears: [SERVING, ...(more.hears ?? [])],
    says: more.says ?? [],
  };
}
