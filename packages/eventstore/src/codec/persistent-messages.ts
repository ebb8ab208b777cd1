import { readStreamIdentifier } from './proposed-message.ts';
import { readUuidOption } from './read-messages.ts';
import { readUuid } from './uuid-field.ts';
import type { WireReader } from './wire-reader.ts';
import type { WireWriter } from './wire-writer.ts';
import { writeReadEvent } from './recorded-event.ts';
import type { ShownMessage } from '../persistent/message.ts';
import type { NackAction } from '../persistent/subscription.ts';

/** Who connects to which group, and how many unanswered messages it takes. */
export interface ConnectOptions {
  readonly stream: string;
  readonly group: string;
  readonly bufferSize: number;
  readonly structuredIds: boolean;
}

/** A message of PersistentSubscriptions/Read from the client. */
export type PersistentRequest =
  | { readonly kind: 'connect'; readonly options: ConnectOptions }
  | { readonly kind: 'ack'; readonly ids: readonly string[] }
  | {
      readonly kind: 'nack';
      readonly ids: readonly string[];
      readonly action: NackAction;
      readonly reason: string;
    };

const BUFFER_SIZE_DEFAULT = 10;
const ACTIONS: readonly NackAction[] = ['unknown', 'park', 'retry', 'skip', 'stop'];

/** Undefined where the message holds nothing that is known. */
export function readPersistentRequest(reader: WireReader): PersistentRequest | undefined {
  let request: PersistentRequest | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) request = { kind: 'connect', options: reader.message(readConnect) };
    else if (tag === 0x12) request = { kind: 'ack', ids: reader.message(readAnswer).ids };
    else if (tag === 0x1a) request = { kind: 'nack', ...reader.message(readAnswer) };
    else reader.skip(tag);
  }
  return request;
}

function readConnect(reader: WireReader): ConnectOptions {
  let stream = '$all';
  let group = '';
  let bufferSize = BUFFER_SIZE_DEFAULT;
  let structuredIds = false;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) stream = reader.message(readStreamIdentifier);
    else if (tag === 0x12) group = reader.string();
    else if (tag === 0x18) bufferSize = reader.varint();
    else if (tag === 0x22) structuredIds = reader.message(readUuidOption);
    else reader.skip(tag);
  }
  return { stream, group, bufferSize: Math.max(1, Math.min(bufferSize, 100_000)), structuredIds };
}

function readAnswer(reader: WireReader): { ids: string[]; action: NackAction; reason: string } {
  const ids: string[] = [];
  let action: NackAction = 'unknown';
  let reason = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x12) ids.push(reader.message(readUuid).toString('latin1'));
    else if (tag === 0x18) action = ACTIONS[reader.varint()] ?? 'unknown';
    else if (tag === 0x22) reason = reader.string();
    else reader.skip(tag);
  }
  return { ids, action, reason };
}

export function writePersistentEvent(
  writer: WireWriter,
  message: ShownMessage,
  structuredIds: boolean,
): void {
  const event = writer.begin(1);
  writeReadEvent(writer, message.resolved, structuredIds);
  writer.number(5, message.retryCount);
  writer.finish(event);
}

export function writePersistentConfirmation(writer: WireWriter, subscriptionId: string): void {
  const confirmation = writer.begin(2);
  writer.string(1, subscriptionId);
  writer.finish(confirmation);
}
