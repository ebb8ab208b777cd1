import {
  addressesOf,
  isRunning,
  loadSecrets,
  readRunState,
  recordPartitions,
  removeRunState,
  stopOrphans,
  writeRunState,
  type Addresses,
  type LocalSettings,
  type UnitReport,
} from '@bellwether/local';
import { preflight } from '@bellwether/local/preflight';
import { Supervisor } from '@bellwether/local/supervisor';
import { localUnits } from '@bellwether/local/topology';
import { migrateReadModels } from '@bellwether/projections';
import { showChecks } from './doctor.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { withStores } from '../read-side/session.ts';
import { upgradeAll } from '../read-side/upgrade.ts';

/** The installation as this process runs it. */
export class Installation {
  readonly settings: LocalSettings;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  readonly #startedAt = new Date().toISOString();
  readonly #stopping = new AbortController();
  #ready = false;

  private constructor(settings: LocalSettings, onChange: (reports: readonly UnitReport[]) => void) {
    const secrets = loadSecrets(settings.directory);
    this.settings = settings;
    this.addresses = addressesOf(settings, secrets);
    this.supervisor = new Supervisor(localUnits(settings, secrets), (reports) => {
      this.#save(reports);
      onChange(reports);
    });
  }

  /**
   * Checks that everything is there and nothing is in the way.
   * @throws CommandFailure saying what is missing and the command that mends it.
   */
  static async prepare(
    settings: LocalSettings,
    onChange: (reports: readonly UnitReport[]) => void,
  ): Promise<Installation> {
    const state = readRunState(settings.directory);
    if (state !== undefined && isRunning(state))
      throw new CommandFailure(
        `already running here (process ${state.pid}); stop it with: ./bellwether down`,
      );
    await stopOrphans(settings.directory);
    const failed = (await preflight(settings)).filter(({ ok }) => !ok);
    if (failed.length > 0) throw new CommandFailure(`cannot start:\n${showChecks(failed)}`);
    recordPartitions(settings.directory, settings.partitions);
    return new Installation(settings, onChange);
  }

  /** Starts every server and service. Rejects, with everything stopped again, when one does not come up. */
  async start(): Promise<void> {
    if (this.settings.databaseUrl !== undefined) await migrateReadModels(this.settings.databaseUrl);
    try {
      await this.supervisor.start();
      await this.#upgradeReadModels();
    } catch (error) {
      await this.supervisor.stop();
      removeRunState(this.settings.directory);
      throw error;
    }
    this.#ready = true;
    this.#save(this.supervisor.reports);
  }

  /** After a program with newer read models was put in place of an older one, data stand in the older shape. */
  async #upgradeReadModels(): Promise<void> {
    const { signal } = this.#stopping;
    const done = await withStores(this.addresses, (session) => upgradeAll(session, signal, true));
    const failed = done.find(({ switched }) => switched === undefined);
    if (failed !== undefined && !signal.aborted)
      throw new CommandFailure(`${failed.build} differs from the log and is not put in force`);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.supervisor.stop();
    removeRunState(this.settings.directory);
  }

  #save(units: readonly UnitReport[]): void {
    const { directory } = this.settings;
    writeRunState(directory, {
      pid: process.pid,
      startedAt: this.#startedAt,
      ready: this.#ready,
      units,
    });
  }
}
