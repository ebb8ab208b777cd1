import { Principals, principalsOf } from '@bellwether/domain';
import { connectNats, natsAnswers, NatsDoor, refusedReplies } from '@bellwether/platform/nats';
import { connectRedis } from '@bellwether/platform/redis';
import {
  accessSettings,
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

const settings = {
  ...natsSettings,
  ...redisSettings,
  ...accessSettings,
  ...venueSettings,
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
    });
    onStop('market data', () => data.stop());
    shown.show(data);
    // The cache may be away: what it is for is also told on NATS.
    readyWhen({ name: 'nats', check: () => natsAnswers(nats) });
  },
);
