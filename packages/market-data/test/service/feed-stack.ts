import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_PRINCIPALS, Principals } from '@bellwether/domain';
import { NatsDoor } from '@bellwether/platform/nats';
import { connectRedis } from '@bellwether/platform/redis';
import { quiet, startTestRedis, startWriteStack, type WriteStack } from '@bellwether/testkit';
import type { NatsConnection } from 'nats';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { MarketData } from '../../src/app.ts';
import { MARKET_QUESTIONS } from '../../src/questions/market-questions.ts';
import type { SourceAnswer } from '../../src/questions/source-endpoint.ts';
import { parseIndicator } from '../../src/indicators/parse-indicator.ts';
import type { MarketStore } from '../../src/store/market-store.ts';
import type { NamedSource } from '../../src/sources/source-definition.ts';

/** The service in this process, on a real NATS and a real Redis. */
export class FeedStack {
  readonly write: WriteStack;
  readonly redis: Awaited<ReturnType<typeof startTestRedis>>;
  readonly ops: NatsConnection;
  readonly cli: NatsConnection;
  readonly lags: number[] = [];
  data!: MarketData;
  #stopData: () => Promise<void> = async () => undefined;

  private constructor(
    write: WriteStack,
    redis: Awaited<ReturnType<typeof startTestRedis>>,
    [ops, cli]: readonly [NatsConnection, NatsConnection],
  ) {
    this.write = write;
    this.redis = redis;
    this.ops = ops;
    this.cli = cli;
  }

  static async start(): Promise<FeedStack> {
    const write = await startWriteStack();
    const redis = await startTestRedis(write.directory);
    const users = [await write.connectAs('ops'), await write.connectAs('cli')] as const;
    const stack = new FeedStack(write, redis, users);
    await stack.startData();
    return stack;
  }

  /**
   * Starts the service, as after a restart.
   * @param first as of an installation that has had no sources; @param store is stopped with the service.
   */
  async startData(first: readonly NamedSource[] = [], store?: MarketStore): Promise<void> {
    const nats = await this.write.connectAs('market_data');
    const cache = connectRedis(this.redis.redisUrl('market_data'), 'market-data', quiet);
    this.data = await MarketData.start({
      nats,
      redis: cache,
      principals: new Principals(DEVELOPMENT_PRINCIPALS),
      door: new NatsDoor(quiet),
      logger: quiet,
      instrumentsMax: 64,
      indicators: ['sma:2', 'rsi:2'].map(parseIndicator),
      venues: new Map([['north', 'XNOR']]),
      primary: 'tape',
      first,
      adjustmentsEveryMs: 50,
      lag: (seconds) => void this.lags.push(seconds),
      store,
    });
    this.#stopData = async () => {
      await this.data.stop();
      await store?.stop();
      cache.disconnect();
      await nats.close();
    };
  }

  async stopData(): Promise<void> {
    await this.#stopData();
  }

  async stop(): Promise<void> {
    await this.stopData();
    await this.redis.redis.stop();
    await this.write.stop();
  }

  /** Writes a file that sources can read. @returns its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.write.directory, 'feeds', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Rows of an answer, which is of the form that its question declares. @throws TypeError where it is not. */
  async ask<Row>(name: string, input: object = {}, timeout = 5_000): Promise<readonly Row[]> {
    const reply = await this.cli.request(`qry.${name}.cli`, JSON.stringify(input), { timeout });
    const answer = reply.json<{ readonly rows: readonly Row[] }>();
    const output = MARKET_QUESTIONS[name]?.output ?? Type.Never();
    const [misfit] = Value.Errors(output, answer);
    if (misfit !== undefined)
      throw new TypeError(`${name}${misfit.instancePath} ${misfit.message}: ${reply.string()}`);
    return answer.rows;
  }

  async change(
    verb: 'add' | 'list' | 'remove',
    name: string,
    source: unknown = '',
  ): Promise<SourceAnswer> {
    const data = typeof source === 'string' ? source : JSON.stringify(source);
    const reply = await this.ops.request(`cmd.feed.${verb}.${name}.ops`, data, { timeout: 5_000 });
    return reply.json<SourceAnswer>();
  }
}
