import type { FilterExpression, FilterOptions, ReadStart } from '../store/filter.ts';
import { readStreamIdentifier } from './proposed-message.ts';
import { BEYOND_SAFE, type WireReader } from './wire-reader.ts';

/** A request of Streams/Read. Exactly one of `stream` and `all`; a subscription has no `count`. */
export interface ReadRequest {
  readonly stream: { readonly name: string; readonly from: ReadStart } | undefined;
  readonly all: { readonly from: ReadStart } | undefined;
  readonly backwards: boolean;
  readonly resolveLinks: boolean;
  readonly count: number | undefined;
  readonly isSubscription: boolean;
  readonly filter: FilterOptions | undefined;
  readonly structuredIds: boolean;
}

/** A malformed combination of options. */
export class InvalidReadError extends Error {
  override readonly name = 'InvalidReadError';
  readonly code = 'INVALID_READ';
}

/** Search window where the client asked for none. */
const WINDOW_DEFAULT = 32;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** @throws WireError, InvalidReadError */
export function readReadRequest(reader: WireReader): ReadRequest {
  let request: ReadRequest | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) request = reader.message(readOptions);
    else reader.skip(tag);
  }
  if (request === undefined) throw new InvalidReadError('a read request had no options');
  if (request.stream === undefined && request.all === undefined)
    throw new InvalidReadError('a read request named neither a stream nor $all');
  return request;
}

function readOptions(reader: WireReader): ReadRequest {
  const request: Mutable<ReadRequest> = {
    stream: undefined,
    all: undefined,
    backwards: false,
    resolveLinks: false,
    count: undefined,
    isSubscription: false,
    filter: undefined,
    structuredIds: false,
  };
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) request.stream = reader.message(readStreamOptions);
    else if (tag === 0x12) request.all = reader.message(readAllOptions);
    else if (tag === 0x18) request.backwards = reader.varint() === 1;
    else if (tag === 0x20) request.resolveLinks = reader.varint() !== 0;
    else if (tag === 0x28) request.count = reader.varint();
    else if (tag === 0x3a) request.filter = reader.message(readFilterOptions);
    else if (tag === 0x4a) request.structuredIds = reader.message(readUuidOption);
    else {
      reader.skip(tag);
      if (tag === 0x32) request.isSubscription = true;
    }
  }
  return request;
}

function readStreamOptions(reader: WireReader): { name: string; from: ReadStart } {
  let name = '';
  let from: ReadStart = 'start';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) name = reader.message(readStreamIdentifier);
    else if (tag === 0x10) from = reader.varint();
    else {
      reader.skip(tag);
      if (tag === 0x1a) from = 'start';
      else if (tag === 0x22) from = 'end';
    }
  }
  return { name, from: from === BEYOND_SAFE ? 'end' : from };
}

/** AllOptions of reads and of persistent subscriptions: field 1 position, 2 start, 3 end. @throws InvalidReadError */
function readAllOptions(reader: WireReader): { from: ReadStart } {
  let from: ReadStart = 'start';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) from = reader.message(readPosition);
    else {
      reader.skip(tag);
      if (tag === 0x12) from = 'start';
      else if (tag === 0x1a) from = 'end';
    }
  }
  return { from };
}

function readPosition(reader: WireReader): ReadStart {
  let commit = 0;
  let prepare = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x08) commit = reader.varint();
    else if (tag === 0x10) prepare = reader.varint();
    else reader.skip(tag);
  }
  if (commit < prepare)
    throw new InvalidReadError('the commit position cannot be less than the prepare position');
  return commit === BEYOND_SAFE ? 'end' : commit;
}

function readFilterOptions(reader: WireReader): FilterOptions {
  let on: FilterOptions['on'] | undefined;
  let expression: FilterExpression = { regex: '', prefixes: [] };
  let window = WINDOW_DEFAULT;
  let checkpointIntervalMultiplier = 1;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a || tag === 0x12) {
      on = tag === 0x0a ? 'stream' : 'type';
      expression = reader.message(readExpression);
    } else if (tag === 0x18) window = reader.varint();
    else if (tag === 0x28) checkpointIntervalMultiplier = reader.varint();
    else reader.skip(tag);
  }
  if (on === undefined) throw new InvalidReadError('a filter had no expression');
  return {
    on,
    expression,
    window: Math.max(1, window),
    checkpointIntervalMultiplier: Math.max(1, checkpointIntervalMultiplier),
  };
}

function readExpression(reader: WireReader): FilterExpression {
  let regex = '';
  const prefixes: string[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) regex = reader.string();
    else if (tag === 0x12) prefixes.push(reader.string());
    else reader.skip(tag);
  }
  return { regex, prefixes };
}

/** True for `structured`, false for `string`. */
export function readUuidOption(reader: WireReader): boolean {
  let structured = false;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    reader.skip(tag);
    structured = tag === 0x0a;
  }
  return structured;
}
