/**
 * Runs inside the isolated context before a projection's own code: defines what projections are written with, and the functions (`__…`)
 * by which the server calls it. Everything crosses as JSON text.
 */
export const PRELUDE: string = String.raw`
'use strict';
(function () {
  const { parse, stringify } = JSON;
  const definition = { all: false, streams: [], foreachStream: false, partitionBy: null, handlers: null,
    transforms: [], outputState: false, outputTo: null, partitionOutputTo: null, options: {} };
  let states = new Map();
  let results = new Map();
  let shared;
  let emits = [];
  let current = null;
  let config = { name: '', emitEnabled: false };

  const need = (isRight, what) => { if (!isRight) throw new TypeError(what); };
  const chain = {
    when(handlers) { need(handlers !== null && typeof handlers === 'object', 'when() takes an object of handlers'); definition.handlers = handlers; return chain; },
    foreachStream() { definition.foreachStream = true; return chain; },
    partitionBy(by) { need(typeof by === 'function', 'partitionBy() takes a function'); definition.partitionBy = by; return chain; },
    transformBy(by) { need(typeof by === 'function', 'transformBy() takes a function'); definition.transforms.push({ by, filter: false }); return chain; },
    filterBy(by) { need(typeof by === 'function', 'filterBy() takes a function'); definition.transforms.push({ by, filter: true }); return chain; },
    outputState() { definition.outputState = true; return chain; },
    outputTo(all, partitioned) { definition.outputState = true; definition.outputTo = all; definition.partitionOutputTo = partitioned ?? null; return chain; },
    $defines_state_transform() { return chain; },
  };
  const streams = (names) => { for (const name of names) need(typeof name === 'string', 'a stream name must be text'); definition.streams.push(...names); return chain; };
  globalThis.fromAll = () => { definition.all = true; return chain; };
  globalThis.fromStream = (name) => streams([name]);
  globalThis.fromStreams = (...names) => streams(names.flat());
  globalThis.fromCategory = (name) => streams(['$ce-' + name]);
  globalThis.fromCategories = (...names) => streams(names.flat().map((name) => '$ce-' + name));
  globalThis.options = (options) => { Object.assign(definition.options, options); };
  globalThis.when = (handlers) => { definition.all = true; return chain.when(handlers); };
  globalThis.log = () => {};
  globalThis.console = { log() {} };

  const write = (stream, type, json, data, metadata) => {
    if (!config.emitEnabled) throw new Error("'emit' is not allowed by the projection/configuration/mode");
    need(typeof stream === 'string' && stream !== '', 'a stream to write to must be named');
    emits.push({ stream, type, json, data, metadata: metadata ?? null });
  };
  globalThis.emit = (stream, type, body, metadata) => {
    need(typeof type === 'string' && type !== '', 'an emitted event needs a type');
    write(stream, type, true, stringify(body ?? null), metadata);
  };
  globalThis.linkTo = (stream, event, metadata) => write(stream, '$>', false, event.sequenceNumber + '@' + event.streamId, metadata);
  globalThis.linkStreamTo = (stream, linked, metadata) => write(stream, '$@', false, linked, metadata);
  globalThis.copyTo = (stream, event, metadata) => write(stream, event.eventType, event.isJson, event.bodyRaw, metadata ?? event.metadata);

  const tryParse = (text) => { if (!text) return undefined; try { return parse(text); } catch { return undefined; } };
  const eventOf = (raw) => ({
    isJson: raw.j, streamId: raw.s, eventType: raw.t, eventId: raw.id, sequenceNumber: raw.n, created: raw.c,
    bodyRaw: raw.b, metadataRaw: raw.m, linkMetadataRaw: raw.l ?? '', partition: '',
    body: raw.j ? tryParse(raw.b) : raw.b, get data() { return this.body; },
    metadata: tryParse(raw.m) ?? {}, linkMetadata: tryParse(raw.l) ?? {},
  });
  const partitionOf = (event) => {
    if (definition.foreachStream) {
      // A link of a system projection says which stream was categorised; that stream's event may itself be a link to elsewhere.
      const categorised = event.linkMetadata.$o;
      if (typeof categorised === 'string' && categorised !== '') return categorised;
      return event.streamId.startsWith('$$') ? event.streamId.slice(2) : event.streamId;
    }
    if (definition.partitionBy === null) return '';
    const key = definition.partitionBy(event);
    return key === undefined || key === null || key === '' ? undefined : String(key);
  };
  const isSoftDelete = (event) => event.eventType === '$metadata' && /"\$tb"\s*:\s*9223372036854775807/.test(event.bodyRaw);
  const handlerOf = (event) => {
    const { handlers } = definition;
    // Who reads streams by name meets a tombstone as the end of a stream, not as an event.
    if (!definition.all && !definition.foreachStream && event.eventType === '$streamDeleted') return null;
    if (definition.foreachStream && (event.eventType === '$streamDeleted' || isSoftDelete(event))) return handlers.$deleted ?? null;
    const own = Object.prototype.hasOwnProperty.call(handlers, event.eventType) ? handlers[event.eventType] : undefined;
    return own ?? handlers.$any ?? null;
  };
  const isShared = () => typeof definition.handlers.$initShared === 'function';
  const resultOf = (state) => {
    let value = state;
    for (const { by, filter } of definition.transforms) {
      if (value === null || value === undefined) return null;
      if (!filter) value = by(value);
      else if (!by(value)) return null;
    }
    return value;
  };
  const setResult = (partition, state) => {
    if (definition.transforms.length === 0 && !definition.outputState) return;
    const text = stringify(resultOf(state) ?? null);
    if (results.get(partition) === text) return;
    results.set(partition, text);
    if (!definition.outputState || text === 'null') return;
    const base = definition.options.resultStreamName ?? definition.outputTo ?? '$projections-' + config.name + '-result';
    const stream = partition === '' ? base
      : (definition.partitionOutputTo ?? '$projections-' + config.name + '-{0}-result').replace('{0}', partition);
    emits.push({ stream, type: 'Result', json: true, data: text, metadata: null });
  };

  globalThis.__describe = (text) => {
    config = parse(text);
    need(definition.handlers !== null || definition.outputState, 'the projection has no when()');
    definition.handlers ??= { $any: (state) => state };
    need(definition.all || definition.streams.length > 0, 'the projection has no source');
    if (isShared()) shared = definition.handlers.$initShared();
    return stringify({ all: definition.all, streams: definition.streams, includeLinks: definition.options.$includeLinks === true });
  };
  globalThis.__process = (text) => {
    emits = [];
    const event = eventOf(parse(text));
    const partition = partitionOf(event);
    const handler = partition === undefined ? null : handlerOf(event);
    if (handler === null) return '';
    event.partition = partition;
    const { handlers } = definition;
    const isNew = !states.has(partition);
    let state = isNew ? (handlers.$init ? handlers.$init() : {}) : states.get(partition);
    const own = isShared() ? [state, shared] : state;
    if (isNew && handlers.$created) handlers.$created(own, event);
    const returned = handler === handlers.$deleted ? handler(own, event, partition, event.eventType !== '$streamDeleted') : handler(own, event);
    const after = returned === undefined ? own : returned;
    if (isShared()) [state, shared] = after;
    else state = after;
    states.set(partition, state);
    setResult(partition, state);
    return emits.length === 0 ? '' : stringify(emits);
  };
  globalThis.__partitions = () => String(states.size);
  globalThis.__state = (partition) => states.has(partition) ? stringify(isShared() ? [states.get(partition), shared] : states.get(partition)) ?? '' : '';
  globalThis.__result = (partition) => results.has(partition) ? results.get(partition) : definition.transforms.length > 0 ? '' : globalThis.__state(partition);
  globalThis.__snapshot = () => stringify({ states: [...states], results: [...results], shared });
  globalThis.__restore = (text) => {
    const saved = parse(text);
    states = new Map(saved.states);
    results = new Map(saved.results);
    shared = saved.shared;
    return '';
  };
})();
`;
