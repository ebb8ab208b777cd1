import { hostname } from 'node:os';
import { CUSTODIANS, principalsOf } from '@bellwether/domain';
import {
  accessSettings,
  eventStoreSettings,
  instanceSettings,
  natsSettings,
  partitionSettings,
  readJsonFile,
  readSettingsFile,
} from '@bellwether/platform/config';
import {
  connectEventStore,
  disposeEventStore,
  eventStoreAnswers,
  headPosition,
} from '@bellwether/platform/event-store';
import { connectNats, natsAnswers } from '@bellwether/platform/nats';
import { FACT_STREAMS } from '@bellwether/projections/facts';
import { runService } from '@bellwether/platform/service';
import { Type } from 'typebox';
import { Signer } from '@bellwether/platform/signing';
import { pricesHeard } from './alerts/prices-heard.ts';
import { Processes } from './app.ts';
import { WebhookPoster } from './alerts/webhook-poster.ts';
import { closeOutsByReadSide } from './close-outs/told-by-read-side.ts';
import { systemProcessClock } from './runtime/runtime.ts';
import { interestByReadSide } from './interest/due-by-read-side.ts';
import { assessedByReadSide } from './margin/assessed-by-read-side.ts';
import { keptInDirectory } from './compliance/kept-state.ts';
import { ProcessMetrics } from './metrics.ts';
import { processesOf } from './processes.ts';
import { simulatedCustodian } from './settlement/custodian.ts';
import { nettedByReadSide } from './settlement/netted-by-read-side.ts';
import { byCalendar, everySeconds } from './settlement/next-run.ts';
import {
  madeByReadSide,
  toCorrectByReadSide,
  tradedByReadSide,
} from './reports/made-by-read-side.ts';

const settings = {
  ...natsSettings,
  ...eventStoreSettings,
  ...accessSettings,
  ...partitionSettings,
  ...instanceSettings,
  LEASE_TTL_MS: Type.Integer({
    minimum: 100,
    maximum: 60_000,
    default: 2_000,
    description: 'How long a silent instance is believed to act before another one does',
  }),
  WEBHOOK_KEY_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Private key that signs posted alerts (PKCS #8, PEM); absent: none is posted',
    }),
  ),
  WEBHOOK_ALLOWED_HOSTS: Type.String({
    default: '',
    description: 'Hosts, by commas, that alerts may be posted to although they are not public',
  }),
  SETTLEMENT_EVERY_S: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: 300,
    description: 'In a market that never closes: seconds from one settlement run to the next',
  }),
  CUSTODIAN: Type.Union(
    CUSTODIANS.map((custodian) => Type.Literal(custodian)),
    {
      default: 'SIMULATED',
      description: 'Who delivers; FILES: a custodian outside, instructed and answering by files',
    },
  ),
  CUSTODIAN_SEED: Type.String({
    default: '1',
    description: 'Of the simulated custodian: which deliveries fail',
  }),
  CUSTODIAN_FAILS: Type.Integer({
    minimum: 0,
    maximum: 1_000,
    default: 0,
    description: 'Of a thousand deliveries, how many the simulated custodian does not make',
  }),
  CUSTODIAN_PARTIALS: Type.Integer({
    minimum: 0,
    maximum: 1_000,
    default: 0,
    description: 'Of a thousand deliveries, how many it makes by half',
  }),
  SURVEILLANCE_DIRECTORY: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Where surveillance keeps what it knows between runs; absent: each start reads the log from its first fact',
    }),
  ),
  SESSIONS: Type.Union([Type.Literal('CONTINUOUS'), Type.Literal('CALENDAR')], {
    default: 'CONTINUOUS',
    description: 'CALENDAR: open by the exchanges’ hours; CONTINUOUS: trade without end',
  }),
};

await runService(
  'processes',
  settings,
  async ({ name, config, logger, metrics, onStop, readyWhen, fail }) => {
    const eventStore = connectEventStore(config.EVENTSTORE_URL);
    onStop('event store', () => disposeEventStore(eventStore));
    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = config;
    const nats = await connectNats({ url, user, password, name }, logger);
    onStop('nats', () => nats.close());
    const { PRINCIPALS_FILE: principalsFile } = config;
    const shown = new ProcessMetrics(metrics);
    const { WEBHOOK_KEY_FILE: keyFile, WEBHOOK_ALLOWED_HOSTS: allowed } = config;
    const poster =
      keyFile === undefined
        ? undefined
        : new WebhookPoster({
            signer: readSettingsFile(keyFile, (pem) => new Signer(pem)),
            clock: systemProcessClock(),
            allowedHosts: new Set(allowed.split(',').filter((host) => host !== '')),
          });
    const { SURVEILLANCE_DIRECTORY: directory } = config;
    const { net, isAnythingDue } = nettedByReadSide(nats);
    const processes = await Processes.start({
      processes: processesOf(config.SESSIONS, poster),
      eventStore,
      nats,
      principals: principalsOf(config.PROFILE, principalsFile && readJsonFile(principalsFile)),
      partitions: config.PARTITIONS,
      instance: config.INSTANCE ?? hostname(),
      leaseTtlMs: config.LEASE_TTL_MS,
      hearPrices: pricesHeard(nats, logger),
      reports: {
        make: madeByReadSide(nats),
        tradedOn: tradedByReadSide(nats),
        toCorrect: toCorrectByReadSide(nats),
      },
      settle: {
        net,
        custodian: config.CUSTODIAN,
        deliver: simulatedCustodian(config.CUSTODIAN_SEED, {
          whole: config.CUSTODIAN_FAILS,
          partly: config.CUSTODIAN_PARTIALS,
        }),
        nextRun:
          config.SESSIONS === 'CALENDAR'
            ? byCalendar()
            : everySeconds(config.SETTLEMENT_EVERY_S, isAnythingDue),
      },
      margin: { assess: assessedByReadSide(nats), hasSessions: config.SESSIONS === 'CALENDAR' },
      closeOutsOn: closeOutsByReadSide(nats),
      interest: {
        interestFor: interestByReadSide(nats),
        head: () => headPosition(eventStore, FACT_STREAMS),
      },
      surveillance: { kept: directory === undefined ? undefined : keptInDirectory(directory) },
      answered: shown.answered,
      logger,
      onFailure: fail,
    });
    onStop('processes', () => processes.stop());
    shown.show(processes);
    readyWhen({ name: 'event store', check: () => eventStoreAnswers(eventStore) });
    readyWhen({ name: 'nats', check: () => natsAnswers(nats) });
  },
);
