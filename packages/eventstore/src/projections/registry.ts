import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import type { SubscriptionHub } from '../subscriptions/hub.ts';
import {
  readDefinitions,
  writeDefinition,
  type ProjectionDefinition,
  type ProjectionMode,
} from './definition.ts';
import { EmittedStreams } from './emitted-streams.ts';
import type { ProjectionHandler } from './handler.ts';
import { SYSTEM_PROJECTIONS, systemHandler } from './native/system.ts';
import { Projection, type ProjectionParts } from './projection.ts';
import type { ScriptLimits } from './script/protocol.ts';
import { scriptHandler } from './script/script-handler.ts';
import { ScriptHost } from './script/script-host.ts';
import { Turns } from './turns.ts';

export type ProjectionProblem = 'missing' | 'exists' | 'running' | 'invalid';

/** What could not be done with a projection. */
export class ProjectionError extends Error {
  override readonly name = 'ProjectionError';
  readonly code = 'PROJECTION';
  readonly problem: ProjectionProblem;

  constructor(problem: ProjectionProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

export interface ProjectionsOptions {
  readonly store: EventStore;
  readonly hub: SubscriptionHub;
  readonly report: (error: unknown) => void;
  readonly limits: ScriptLimits;
  /** Start the system projections of a new database. */
  readonly startSystem: boolean;
}

export interface NewProjection {
  readonly name: string;
  readonly mode: ProjectionMode;
  readonly query: string;
  readonly emitEnabled: boolean;
  readonly trackEmittedStreams: boolean;
}

export interface DeleteOptions {
  readonly emittedStreams: boolean;
  readonly stateStream: boolean;
  readonly checkpointStream: boolean;
}

/** All projections of the server. */
export class Projections {
  private readonly options: ProjectionsOptions;
  private readonly parts: ProjectionParts;
  private readonly scripts = new ScriptHost();
  private readonly byName = new Map<string, Projection>();
  /** One change of a projection at a time, so that each is answered when its own state is reached. */
  private readonly turns = new Turns();

  /** Reads what is stored and starts what is enabled. */
  static async open(options: ProjectionsOptions): Promise<Projections> {
    const projections = new Projections(options);
    for (const definition of readDefinitions(options.store)) projections.add(definition);
    for (const [name, query] of Object.entries(SYSTEM_PROJECTIONS)) {
      const existing = projections.byName.get(name);
      if (existing === undefined) await projections.addSystem(name, query);
      else if (options.startSystem && !existing.definition.enabled) await projections.enable(name);
    }
    projections.startEnabled();
    return projections;
  }

  private constructor(options: ProjectionsOptions) {
    this.options = options;
    const { store, hub, report } = options;
    this.parts = { store, hub, report, handlerFor: (definition) => this.handlerFor(definition) };
  }

  list(): Projection[] {
    return [...this.byName.values()];
  }

  /** @throws ProjectionError */
  get(name: string): Projection {
    const projection = this.byName.get(name);
    if (projection === undefined)
      throw new ProjectionError('missing', `projection ${name} was not found`);
    return projection;
  }

  /** Resolves when it runs, or is Faulted. @throws ProjectionError */
  create(projection: NewProjection): Promise<void> {
    return this.turns.take(projection.name, () => this.createNow(projection));
  }

  private async createNow(projection: NewProjection): Promise<void> {
    const { name } = projection;
    if (name === '') throw new ProjectionError('invalid', 'a projection needs a name');
    if (this.byName.has(name)) throw new ProjectionError('exists', `projection ${name} exists`);
    const definition = {
      ...projection,
      native: undefined,
      enabled: true,
      version: 0,
      epoch: this.options.store.now(),
    };
    const added = this.add(definition);
    try {
      await writeDefinition(this.options.store, definition, true);
    } catch (error) {
      this.byName.delete(name);
      throw error;
    }
    await added.start();
  }

  /** Changes the query; a running projection goes on with the new one from where it is. */
  update(name: string, query: string, emitEnabled: boolean | undefined): Promise<void> {
    return this.turns.take(name, () => this.updateNow(this.get(name), query, emitEnabled));
  }

  private async updateNow(
    projection: Projection,
    query: string,
    emitEnabled: boolean | undefined,
  ): Promise<void> {
    await projection.stop(true);
    const { definition } = projection;
    const version = definition.version + 1;
    await this.change(projection, {
      query,
      version,
      emitEnabled: emitEnabled ?? definition.emitEnabled,
    });
    projection.dispose();
    if (definition.enabled) await projection.start();
  }

  /** @throws ProjectionError while it runs */
  delete(name: string, options: DeleteOptions): Promise<void> {
    return this.turns.take(name, () => this.deleteNow(this.get(name), options));
  }

  private async deleteNow(projection: Projection, options: DeleteOptions): Promise<void> {
    const { name } = projection.definition;
    if (projection.isRunning)
      throw new ProjectionError(
        'running',
        `projection ${name} must be disabled before it is deleted`,
      );
    await writeDefinition(this.options.store, { ...projection.definition, deleted: true }, false);
    this.byName.delete(name);
    projection.dispose();
    const emitted = new EmittedStreams(this.options.store, name);
    const streams = [
      ...(options.emittedStreams ? [...emitted.list(), emitted.stream] : []),
      ...(options.stateStream ? [`$projections-${name}-result`] : []),
      ...(options.checkpointStream ? [projection.checkpointStream] : []),
    ];
    for (const stream of streams) await this.remove(stream);
  }

  /** Resolves when it runs, or is Faulted. @throws ProjectionError */
  enable(name: string): Promise<void> {
    return this.turns.take(name, async () => {
      const projection = this.get(name);
      await this.change(projection, { enabled: true });
      await projection.start();
    });
  }

  /** Resolves when it has stopped. @throws ProjectionError */
  disable(name: string, writeCheckpoint: boolean): Promise<void> {
    return this.turns.take(name, async () => {
      const projection = this.get(name);
      await projection.stop(writeCheckpoint);
      await this.change(projection, { enabled: false });
    });
  }

  /** Forgets everything it knows and begins anew at the start of the log. */
  reset(name: string): Promise<void> {
    return this.turns.take(name, async () => {
      const projection = this.get(name);
      await projection.stop(false);
      const epoch = Math.max(projection.definition.epoch + 1, this.options.store.now());
      await this.change(projection, { epoch });
      projection.dispose();
      if (projection.definition.enabled) await projection.start();
      else projection.status = 'Stopped';
    });
  }

  /** Stops every projection, and starts those that are enabled. */
  restart(): Promise<void> {
    return this.inTurnOfEach(async (projection) => {
      await projection.stop(true);
      if (projection.definition.enabled) await projection.start();
    });
  }

  async close(): Promise<void> {
    await this.inTurnOfEach((projection) => projection.stop(true));
    await this.scripts.close();
  }

  private async inTurnOfEach(act: (projection: Projection) => Promise<void>): Promise<void> {
    const each = this.list().map((projection) =>
      this.turns.take(projection.definition.name, () => act(projection)),
    );
    await Promise.all(each);
  }

  private startEnabled(): void {
    for (const projection of this.byName.values())
      if (projection.definition.enabled) void projection.start();
  }

  private add(definition: ProjectionDefinition): Projection {
    const projection = new Projection(this.parts, definition);
    this.byName.set(definition.name, projection);
    return projection;
  }

  private async addSystem(name: string, query: string): Promise<void> {
    const definition: ProjectionDefinition = {
      name,
      mode: 'Continuous',
      query,
      native: name,
      enabled: this.options.startSystem,
      emitEnabled: true,
      trackEmittedStreams: false,
      version: 0,
      epoch: 0,
    };
    this.add(definition);
    await writeDefinition(this.options.store, definition, true);
  }

  private async change(
    projection: Projection,
    change: Partial<ProjectionDefinition>,
  ): Promise<void> {
    const definition = { ...projection.definition, ...change };
    await writeDefinition(this.options.store, definition, false);
    projection.definition = definition;
  }

  private async remove(stream: string): Promise<void> {
    const { store } = this.options;
    if (store.stream(stream).durable.last < 0) return;
    await new Promise((resolve) => store.delete(stream, ANY, resolve));
  }

  private handlerFor(definition: ProjectionDefinition): Promise<ProjectionHandler> {
    const { name, native, query, emitEnabled } = definition;
    if (native !== undefined) return Promise.resolve(systemHandler(native, query));
    return scriptHandler(this.scripts, { name, query, emitEnabled, limits: this.options.limits });
  }
}
