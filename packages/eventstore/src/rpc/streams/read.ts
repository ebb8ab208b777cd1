import { randomUUID } from 'node:crypto';
import { readReadRequest, type ReadRequest } from '../../codec/read-messages.ts';
import { readResponses } from '../../codec/read-responses.ts';
import {
  compileExpression,
  type EventFilter,
  type FilterOptions,
  type ReadStart,
} from '../../store/filter.ts';
import type { ResolvedEvent, StoredEvent } from '../../event/event.ts';
import { resolveLink, type MayRead } from '../../store/links.ts';
import { isMetastream, originalStreamOf } from '../../store/stream-metadata.ts';
import { streamStatus, type StreamSlice } from '../../store/stream-read.ts';
import { AllSubscription } from '../../subscriptions/all-subscription.ts';
import {
  StreamDeletedError,
  yieldToOthers,
  type SubscriptionSink,
} from '../../subscriptions/sink.ts';
import { StreamSubscription } from '../../subscriptions/stream-subscription.ts';
import type { Call } from '../../transport/call.ts';
import type { ServerStreamMethod } from '../../transport/grpc-method.ts';
import type { RpcContext } from '../context.ts';

const SLICE_EVENTS = 500;

/** Streams/Read: reads and catch-up subscriptions, of a stream or of `$all`. */
export const read = (context: RpcContext): ServerStreamMethod => ({
  kind: 'server-stream',
  handle: async (reader, call) => {
    const request = readReadRequest(reader);
    checkRead(context, call, request);
    call.accept();
    if (request.isSubscription) await subscribe(context, call, request);
    else if (request.stream !== undefined) await readStream(context, call, request, request.stream);
    else await readAll(context, call, request);
  },
});

function checkRead(context: RpcContext, call: Call, { stream }: ReadRequest): void {
  if (stream === undefined || stream.name === '$all') context.access.readAll(call.user);
  else if (isMetastream(stream.name))
    context.access.stream(call.user, originalStreamOf(stream.name), 'readMetadata');
  else context.access.stream(call.user, stream.name, 'read');
}

function filterOf(options: FilterOptions | undefined): EventFilter | undefined {
  if (options === undefined) return undefined;
  return { [options.on]: compileExpression(options.expression) };
}

async function readStream(
  context: RpcContext,
  call: Call,
  request: ReadRequest,
  { name, from }: { readonly name: string; readonly from: ReadStart },
): Promise<void> {
  const { store } = context;
  const status = streamStatus(store.stream(name));
  if (status === 'deleted') throw new StreamDeletedError(name);
  if (status === 'missing')
    return call.send((writer) => readResponses.streamNotFound(writer, name));
  const reader = store.recordReader();
  const { backwards } = request;
  const end = store.stream(name).durable.last;
  let remaining = request.count ?? Infinity;
  let next: number | undefined =
    from === 'start' ? 0 : from === 'end' ? (backwards ? end : end + 1) : from;
  while (next !== undefined && remaining > 0 && !call.isOver) {
    const state = store.stream(name);
    const limit = Math.min(remaining, SLICE_EVENTS);
    const slice: StreamSlice = backwards
      ? store.readBackward(reader, state, next, limit)
      : store.readForward(reader, state, next, limit);
    sendAll(context, call, request, reader, slice.events);
    remaining -= slice.events.length;
    next = slice.next !== undefined && slice.next > end ? undefined : slice.next;
    if (next !== undefined) await (call.isClogged ? call.drained() : yieldToOthers());
  }
}

async function readAll(context: RpcContext, call: Call, request: ReadRequest): Promise<void> {
  const { store } = context;
  const filter = filterOf(request.filter);
  const { from } = request.all!;
  const position = from === 'start' ? 0 : from === 'end' ? Number.MAX_SAFE_INTEGER : from;
  const end = store.log.durableEnd;
  if (!request.backwards && position >= end) return;
  const reading = request.backwards
    ? store.allBackward(position, filter)
    : store.allForward(position, filter);
  const reader = store.recordReader();
  let remaining = request.count ?? Infinity;
  while (remaining > 0 && !call.isOver) {
    const slice = reading.next(Math.min(remaining, SLICE_EVENTS));
    const events = slice.events.filter((event) => event.position < end);
    sendAll(context, call, request, reader, events);
    remaining -= events.length;
    if (!slice.more || events.length < slice.events.length) return;
    await (call.isClogged ? call.drained() : yieldToOthers());
  }
}

function sendAll(
  context: RpcContext,
  call: Call,
  request: ReadRequest,
  reader: ReturnType<RpcContext['store']['recordReader']>,
  events: readonly StoredEvent[],
): void {
  const mayRead = mayReadOf(context, call);
  for (const event of events) {
    const resolved: ResolvedEvent = request.resolveLinks
      ? resolveLink(context.store, reader, event, mayRead)
      : { event, link: undefined };
    call.send((writer) => readResponses.event(writer, resolved, request.structuredIds));
  }
}

const mayReadOf =
  ({ access }: RpcContext, call: Call): MayRead =>
  (stream) =>
    access.mayRead(call.user, stream);

async function subscribe(context: RpcContext, call: Call, request: ReadRequest): Promise<void> {
  const { store, hub, settings } = context;
  const sink = sinkOf(call, request.structuredIds);
  const filter = filterOf(request.filter);
  call.send((writer) => readResponses.confirmation(writer, randomUUID()));
  const isModern = settings.version !== '23.10.8';
  const slowConsumer = isModern ? 'catch-up' : 'drop';
  const resolveLinks = request.resolveLinks ? mayReadOf(context, call) : undefined;
  if (request.stream !== undefined && request.stream.name !== '$all') {
    const { name: stream, from: start } = request.stream;
    const { last } = store.stream(stream).durable;
    const from = start === 'start' ? 0 : start === 'end' ? last + 1 : start + 1;
    const options = { stream, from, resolveLinks, slowConsumer } as const;
    const subscription = new StreamSubscription(store, hub, sink, options);
    call.onEnd(() => subscription.stop());
    return subscription.run();
  }
  const start = request.all?.from ?? request.stream?.from ?? 'start';
  const from = start === 'start' ? 0 : start === 'end' ? store.log.durableEnd : start + 1;
  const subscription = new AllSubscription(store, hub, sink, {
    from,
    filter,
    checkpointInterval:
      request.filter && request.filter.window * request.filter.checkpointIntervalMultiplier,
    checkpointWhenLive: isModern,
    resolveLinks,
    slowConsumer,
  });
  call.onEnd(() => subscription.stop());
  return subscription.run();
}

function sinkOf(call: Call, structuredIds: boolean): SubscriptionSink {
  return {
    event: (event) => call.send((writer) => readResponses.event(writer, event, structuredIds)),
    checkpoint: (position) => call.send((writer) => readResponses.checkpoint(writer, position)),
    caughtUp: () => call.send((writer) => readResponses.caughtUp(writer)),
    get isClogged() {
      return call.isClogged;
    },
    get isOver() {
      return call.isOver;
    },
    drained: () => call.drained(),
  };
}
