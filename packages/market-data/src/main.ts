import { Principals, principalsOf } from '@bellwether/domain';
import { connectNats, natsAnswers, NatsDoor, refusedReplies } from '@bellwether/platform/nats';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { connectRedis } from '@bellwether/platform/redis';
import {
  accessSettings,
  clickHouseSettings,
  natsSettings,
  readJsonFile,
  redisSettings,
  venueSettings,
  venuesOf,
} from '@bellwether/platform/config';
import { runService } from '@bellwether/platform/service';
import { Type } from 'typebox';
import { MarketData } from './app.ts';
import { parseIndicator } from './indicators/parse-indicator.ts';
import { MarketDataMetrics } from './metrics.ts';
import { demoSources } from './sources/demo-sources.ts';
import { MarketStore } from './store/market-store.ts';

const settings = {
  ...natsSettings,
  ...redisSettings,
  ...accessSettings,
  ...venueSettings,
  /** Absent: nothing is stored. */
  CLICKHOUSE_URL: Type.Optional(clickHouseSettings.CLICKHOUSE_URL),
  STORE_RAW_HOURS: Type.Integer({
    minimum: 1,
    maximum: 87_600,
    default: 24,
    description: 'Hours for which ClickHouse keeps what sources say',
  }),
  STORE_BARS_YEARS: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 7,
    description: 'Years for which ClickHouse keeps bars',
  }),
  INSTRUMENTS_MAX: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 16_384,
    description: 'Instruments that the market holds',
  }),
  INDICATORS: Type.String({
    default: 'sma:14,ema:14,rsi:14,vwap,atr:14,bollinger:20:2,macd:12:26:9',
    description: 'Indicators over the bars of every width, with commas between them',
  }),
  DEMO_PRICES: Type.String({
    pattern: '^([A-Z][A-Z0-9.]{0,11}=[1-9]\\d{0,5}(\\.\\d{1,2})?(,|$))*$',
    default: '',
    description:
      'Where nobody has added a source yet: symbols of two made-up venues, as ACME=100.00,…',
  }),
};

await runService(
  'market-data',
  settings,
  async ({ name, config, logger, metrics, onStop, readyWhen }) => {
    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = config;
    const redis = connectRedis(config.REDIS_URL, name, logger);
    onStop('redis', () => redis.disconnect());
    const nats = await connectNats({ url, user, password, name }, logger);
    onStop('nats', () => nats.close());
    const { PRINCIPALS_FILE: file } = config;
    const shown = new MarketDataMetrics(metrics);
    const { CLICKHOUSE_URL, STORE_RAW_HOURS: rawHours, STORE_BARS_YEARS: barsYears } = config;
    const store =
      CLICKHOUSE_URL === undefined
        ? undefined
        : new MarketStore({
            client: connectClickHouse(CLICKHOUSE_URL, name),
            retention: { rawHours, barsYears },
            logger,
          });
    onStop('stored market', () => store?.stop());
    const data = await MarketData.start({
      nats,
      redis,
      principals: new Principals(principalsOf(config.PROFILE, file && readJsonFile(file))),
      door: new NatsDoor(logger, refusedReplies(metrics)),
      logger,
      instrumentsMax: config.INSTRUMENTS_MAX,
      indicators: config.INDICATORS.split(',').map(parseIndicator),
      venues: venuesOf(config.ORDER_VENUES),
      primary: config.PRIMARY_SOURCE,
      first: demoSources(config.DEMO_PRICES),
      lag: shown.lag,
      store,
    });
    onStop('market data', () => data.stop());
    shown.show(data);
    if (store !== undefined) shown.showStored(store);
    // The cache may be away: what it is for is also told on NATS.
    readyWhen({ name: 'nats', check: () => natsAnswers(nats) });
  },
);
