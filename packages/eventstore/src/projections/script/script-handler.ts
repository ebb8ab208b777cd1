import { uuidText } from '../../event/uuid.ts';
import type { ResolvedEvent } from '../../event/event.ts';
import type { EventFilter } from '../../store/filter.ts';
import { LINK_TYPE } from '../../store/links.ts';
import {
  ProjectionFault,
  isProjectionStream,
  type Emission,
  type ProjectionHandler,
} from '../handler.ts';
import type { ScriptLimits } from './protocol.ts';
import type { ScriptHost } from './script-host.ts';

/** What a script says it reads. */
interface Source {
  readonly all: boolean;
  readonly streams: readonly string[];
  readonly includeLinks: boolean;
}

type ScriptEmission = Omit<Emission, 'source'>;

export interface ScriptOptions {
  readonly name: string;
  readonly query: string;
  readonly emitEnabled: boolean;
  readonly limits: ScriptLimits;
}

/** Loads a projection written in JavaScript. @throws ProjectionFault where it does not load */
export async function scriptHandler(
  host: ScriptHost,
  options: ScriptOptions,
): Promise<ProjectionHandler> {
  const script = host.newScript();
  const { name, query, emitEnabled, limits } = options;
  const config = JSON.stringify({ name, emitEnabled });
  const dispose = (): void => void host.ask({ kind: 'dispose', script }).catch(() => []);
  let description: readonly string[];
  try {
    description = await host.ask({ kind: 'create', script, query, config, limits });
  } catch (error) {
    dispose();
    throw error;
  }
  const source = JSON.parse(description[0]!) as Source;
  let partitions = 0;
  const call = async (
    what: '__state' | '__result' | '__snapshot' | '__restore' | '__partitions',
    argument = '',
  ): Promise<string> => (await host.ask({ kind: 'call', script, name: what, argument }))[0]!;
  return {
    filter: filterOf(source),
    readsStreams: !source.all,
    mayRead: (stream) => !isSecret(stream),
    get partitions() {
      return partitions;
    },
    async process(events) {
      const taken = events.filter(({ event, link }) => isTaken(source, { event, link }));
      if (taken.length === 0) return [];
      const replies = await host.ask({ kind: 'process', script, events: taken.map(textOf) });
      partitions = Number(await call('__partitions'));
      const emissions = replies.flatMap((reply, i) => emissionsOf(reply, taken[i]!));
      checkTargets(name, emissions);
      return emissions;
    },
    snapshot: () => call('__snapshot'),
    restore: async (snapshot) => void (await call('__restore', snapshot)),
    state: (partition) => call('__state', partition),
    result: (partition) => call('__result', partition),
    dispose,
  };
}

/** Users and their password hashes are no business of a script's. */
const isSecret = (stream: string): boolean => /^(\$\$)?\$user/.test(stream);

function filterOf({ all, streams }: Source): EventFilter {
  if (all) return { stream: (stream) => !isProjectionStream(stream) && !isSecret(stream) };
  const wanted = new Set(streams.filter((stream) => !isSecret(stream)));
  return { stream: (stream) => wanted.has(stream) };
}

/** A script writes with the server's rights, so system streams (users, settings, other projections) are closed to it. */
function checkTargets(name: string, emissions: readonly Emission[]): void {
  for (const { stream } of emissions)
    if (stream.startsWith('$') && !stream.startsWith(`$projections-${name}-`))
      throw new ProjectionFault(`a projection cannot write to the system stream ${stream}`);
}

/** Links that lead nowhere are left out; unresolved links of fromAll are, unless the script asks for them. */
function isTaken(source: Source, { event }: ResolvedEvent): boolean {
  return event !== undefined && (event.type !== LINK_TYPE || source.includeLinks);
}

function textOf({ event, link }: ResolvedEvent): string {
  const { stream, revision, type, id, created, json, data, metadata } = event!;
  return JSON.stringify({
    s: stream,
    n: revision,
    t: type,
    id: uuidText(id),
    c: new Date(created).toISOString(),
    j: json,
    b: data.toString('utf8'),
    m: metadata.toString('utf8'),
    l: link?.metadata.toString('utf8'),
  });
}

function emissionsOf(reply: string, { event, link }: ResolvedEvent): Emission[] {
  if (reply === '') return [];
  const source = { ...event!, position: (link ?? event!).position };
  return (JSON.parse(reply) as ScriptEmission[]).map((emission) => ({
    ...emission,
    metadata: emission.metadata ?? undefined,
    source,
  }));
}
