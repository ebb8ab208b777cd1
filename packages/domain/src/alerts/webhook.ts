import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import { WEBHOOK_COMMANDS, type WebhookCommand } from './webhook-commands.ts';
import { WEBHOOK_FACTS, type WebhookFact } from './webhook-facts.ts';

/** Where the alerts of an account are posted to; absent: nowhere. */
export interface WebhookState {
  readonly url?: string;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * What is wrong with an address before anybody looks where it leads: that is looked at whenever something is posted.
 * Without TLS it may only be on the own machine, where an installation allows that.
 */
function checkUrl(text: string): Rejection | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return reject('INVALID_WEBHOOK', 'this is no address');
  if (url.username !== '' || url.password !== '')
    return reject('INVALID_WEBHOOK', 'an address must not name a user: it is seen by others');
  if (url.hash !== '') return reject('INVALID_WEBHOOK', 'a fragment is not sent');
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    return reject('INVALID_WEBHOOK', 'alerts are posted by https');
  return undefined;
}

function decide({ url }: WebhookState, command: WebhookCommand): Decision<WebhookFact> {
  switch (command.type) {
    case 'SetAlertWebhook': {
      const wrong = checkUrl(command.data.url);
      return wrong === undefined
        ? accept({ type: 'AlertWebhookSet', data: command.data })
        : refuse(wrong);
    }
    case 'RemoveAlertWebhook':
      return url === undefined
        ? refuse(reject('NOTHING_TO_CHANGE', 'the account has no webhook'))
        : accept({ type: 'AlertWebhookRemoved', data: command.data });
    case 'RecordAlertDelivery':
      return accept({ type: 'AlertPosted', data: command.data });
  }
}

/** Where the alerts of an account are posted to, and what became of each. */
export const alertWebhook: Aggregate<
  typeof WEBHOOK_COMMANDS,
  typeof WEBHOOK_FACTS,
  WebhookState,
  WebhookCommand
> = defineAggregate({
  description: 'Webhooks of alerts',
  category: 'alertWebhook',
  route: { context: 'alert', by: 'accountId' },
  commands: WEBHOOK_COMMANDS,
  facts: WEBHOOK_FACTS,
  followedByTrading: false,
  initial: {},
  decide,
  evolve: (state, { type, data }) => {
    if (type === 'AlertWebhookSet') return { url: data.url };
    return type === 'AlertWebhookRemoved' ? {} : state;
  },
});
