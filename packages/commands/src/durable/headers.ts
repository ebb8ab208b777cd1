import { SUBJECT_MAX } from '@bellwether/platform/nats';

/** How often a command was sent on to another partition. */
export const FORWARDED = 'Bellwether-Forwarded';
/** Of a dead letter: why it is one, and what it was. */
export const DEAD_REASON = 'Bellwether-Reason';
export const DEAD_SUBJECT = 'Bellwether-Subject';
export const DEAD_DELIVERIES = 'Bellwether-Deliveries';

/** Stream of durable commands. */
export const COMMANDS_STREAM = 'COMMANDS';

/** Whether a subject can be put into another one without becoming too long for the server. */
export function isShort(subject: string): boolean {
  return subject.length <= SUBJECT_MAX;
}
