import type { ServerSpec } from '@bellwether/servers/server';
import type { StartProgress } from '@bellwether/servers/start-progress';

/** A server or service under supervision. */
export interface Unit {
  readonly name: string;
  readonly spec: ServerSpec;
  /** Units that must be healthy before this one starts, and that outlive it. */
  readonly needs: readonly string[];
  /** What must be there before dependants start: streams, roles, tables. Done after every start; repeating it is harmless. */
  provision?(): Promise<void>;
  /** Where people reach it, if they do. */
  readonly url?: string;
}

/** What a unit is doing. `failed`: given up after too many crashes in a row. */
export type UnitState =
  | 'waiting'
  | 'starting'
  | 'healthy'
  | 'restarting'
  | 'stopping'
  | 'stopped'
  | 'failed';

/** A unit as it is reported. */
export interface UnitReport {
  readonly name: string;
  readonly state: UnitState;
  readonly pid: number | undefined;
  readonly restarts: number;
  /** How far a unit has come that is not healthy yet, where it says so. */
  readonly progress: StartProgress | undefined;
  /** How it is asked to stop. */
  readonly stopSignal: NodeJS.Signals;
  readonly url: string | undefined;
  /** What went wrong last. */
  readonly error: string | undefined;
}
