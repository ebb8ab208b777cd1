import { Gauge, runService } from '@bellwether/platform/service';
import { startClickHouse, type ClickHouseStats } from './index.ts';
import { clickHouseSettings, optionsOf } from './settings.ts';

const GAUGES: Record<keyof ClickHouseStats, string> = {
  succeeded: 'Statements answered since the start',
  failed: 'Statements that ended with an error since the start',
  refusedLogins: 'Requests with bad credentials since the start',
  running: 'Statements that hold a slot',
  waiting: 'Statements that wait for a slot',
  sessions: 'Named sessions kept',
  writtenRows: 'Rows written since the start',
  resultRows: 'Rows answered since the start',
  residentBytes: 'Bytes of memory of the server process',
};

await runService('clickhouse', clickHouseSettings, async (service) => {
  const server = await startClickHouse(optionsOf(service.config), (level, message, fields) =>
    service.logger[level](fields ?? {}, message),
  );
  service.logger.info({ url: server.url, pid: server.pid }, 'listening');
  service.onStop('server', () => server.stop());
  service.readyWhen({ name: 'engine', check: () => server.ping() });
  // One question per scrape, whichever gauge asks first.
  let asked: Promise<ClickHouseStats> | undefined;
  const stats = (): Promise<ClickHouseStats> => {
    asked ??= server.stats().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  for (const [name, help] of Object.entries(GAUGES) as [keyof ClickHouseStats, string][]) {
    new Gauge({
      name: `clickhouse_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      help,
      registers: [service.metrics],
      async collect() {
        this.set((await stats())[name]);
      },
    });
  }
  // An engine that died has lost nothing that it answered; whoever runs this process starts it again.
  void server.exited.then(({ expected, reason }) => {
    if (!expected) service.fail(new Error(`the server process ended: ${reason}`));
  });
});
