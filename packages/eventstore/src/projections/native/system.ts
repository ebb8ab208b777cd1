import { TOMBSTONE_REVISION, type ResolvedEvent, type StoredEvent } from '../../event/event.ts';
import { LINK_TYPE } from '../../store/links.ts';
import { isProjectionStream, type Emission, type ProjectionHandler } from '../handler.ts';

/** Links to whole streams. */
const STREAM_REFERENCE = '$@';

/** The system projections by name. Each looks at one event and says what to write. */
type Emit = (event: StoredEvent) => Emission | undefined;

const link = (event: StoredEvent, stream: string): Emission => ({
  source: event,
  stream,
  type: LINK_TYPE,
  json: false,
  data:
    event.type === LINK_TYPE ? event.data.toString('utf8') : `${event.revision}@${event.stream}`,
  metadata: undefined,
});

/** How stream names are split into category and id: at the first or the last separator. */
interface CategoryRule {
  readonly at: 'first' | 'last';
  readonly separator: string;
}

/** Reads "first\n-": where to split, and the separator. */
function parseCategoryRule(text: string): CategoryRule {
  const [at = 'first', separator = '-'] = text.split('\n');
  return { at: at.trim() === 'last' ? 'last' : 'first', separator: separator.trim() || '-' };
}

/** The category of a stream; undefined for system streams and names without a separator. */
function categoryOf(stream: string, { at, separator }: CategoryRule): string | undefined {
  if (stream.startsWith('$')) return undefined;
  const index = at === 'first' ? stream.indexOf(separator) : stream.lastIndexOf(separator);
  return index > 0 ? stream.slice(0, index) : undefined;
}

function correlationOf({ metadata }: StoredEvent): string | undefined {
  if (metadata.length === 0) return undefined;
  try {
    const parsed = JSON.parse(metadata.toString('utf8')) as Record<string, unknown> | null;
    const id = parsed?.['$correlationId'];
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}

const isTombstone = (event: StoredEvent): boolean => event.revision === TOMBSTONE_REVISION;

const SYSTEM: Readonly<Record<string, (settings: string) => Emit>> = {
  $streams: () => (event) =>
    event.revision === 0 && event.stream !== '$streams' ? link(event, '$streams') : undefined,
  $by_category: (settings) => {
    const rule = parseCategoryRule(settings);
    return (event) => {
      const category = categoryOf(event.stream, rule);
      return category === undefined || isTombstone(event)
        ? undefined
        : link(event, `$ce-${category}`);
    };
  },
  $stream_by_category: (settings) => {
    const rule = parseCategoryRule(settings);
    return (event) => {
      const category = event.revision === 0 ? categoryOf(event.stream, rule) : undefined;
      if (category === undefined) return undefined;
      const reference = { type: STREAM_REFERENCE, data: event.stream };
      return { ...link(event, `$category-${category}`), ...reference };
    };
  },
  $by_event_type: () => (event) => {
    if (event.type === LINK_TYPE || event.type === STREAM_REFERENCE) return undefined;
    return link(event, `$et-${isTombstone(event) ? '$deleted' : event.type}`);
  },
  $by_correlation_id: () => (event) => {
    const isReference = event.type === LINK_TYPE || event.type === STREAM_REFERENCE;
    const id = isReference ? undefined : correlationOf(event);
    return id === undefined ? undefined : link(event, `$bc-${id}`);
  },
};

/** Names of the system projections, with the settings they start with. */
export const SYSTEM_PROJECTIONS: Readonly<Record<string, string>> = {
  $streams: '',
  $by_category: 'first\n-',
  $stream_by_category: 'first\n-',
  $by_event_type: '',
  $by_correlation_id: '{"correlationIdProperty":"$correlationId"}',
};

/** A built-in projection: no state, nothing to run but the server itself. */
export function systemHandler(name: string, settings: string): ProjectionHandler {
  const emit = SYSTEM[name]!(settings);
  return {
    filter: { stream: (stream) => !isProjectionStream(stream) },
    readsStreams: false,
    mayRead: () => true,
    partitions: 0,
    process: (events: readonly ResolvedEvent[]) =>
      events.map(({ event }) => emit(event!)).filter((emission) => emission !== undefined),
    snapshot: () => '',
    restore: () => {},
    state: () => '',
    result: () => '',
    dispose: () => {},
  };
}
