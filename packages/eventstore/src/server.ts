import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import xxhash from 'xxhash-wasm';
import { settingsOf, type EventStoreOptions, type Settings } from './config/options.ts';
import type { FaultInjector } from './faults/fault-injector.ts';
import { httpHandlers } from './handlers.ts';
import { serveHttp1 } from './http/http1.ts';
import { answerHttp2 } from './http/http2.ts';
import { router } from './http/router.ts';
import { PersistentSubscriptions } from './persistent/registry.ts';
import { Projections } from './projections/registry.ts';
import { toGrpcError } from './rpc/errors.ts';
import { grpcMethods, type NodeIdentity } from './rpc/methods.ts';
import {
  developmentCertificate,
  type DevelopmentCertificate,
} from './security/development-certificate.ts';
import { openTheGate } from './security/gate.ts';
import { EventStore } from './store/event-store.ts';
import { SubscriptionHub } from './subscriptions/hub.ts';
import { grpcService, type GrpcService } from './transport/grpc-server.ts';
import { createListener, type Listener, type TlsMaterial } from './transport/listener.ts';
import { GRPC, GrpcError } from './transport/status.ts';
import type { Services } from './services.ts';

/** A server that is up. */
export interface RunningEventStore {
  readonly port: number;
  /** Connection string for `@eventstore/db-client` and `@kurrent/kurrentdb-client`. */
  readonly connectionString: string;
  /** Ends calls with CANCELLED, waits until everything accepted is durable, closes. */
  stop(): Promise<void>;
}

/** Largest gRPC message accepted: the clients' own limit is 17 MiB. */
const MESSAGE_BYTES_MAX = 17 * 1024 * 1024;

/** The same of one who has not logged in where there are users: enough for what anybody may ask. */
const ANONYMOUS_BYTES_MAX = 64 * 1024;

/**
 * Starts an event store on `options.port`.
 * @throws InvalidOptionsError, DirectoryLockedError, CorruptLogError, or the system's error where the port is taken
 */
export const startEventStore = (options: EventStoreOptions): Promise<RunningEventStore> =>
  start(settingsOf(options), undefined);

/** `startEventStore` with a fault injector between handlers and clients; for tests only. */
export async function start(
  settings: Settings,
  faults: FaultInjector | undefined,
): Promise<RunningEventStore> {
  await using starting = new AsyncDisposableStack();
  const services = await openServices(settings, starting);
  const { store, hub, subscriptions } = services;
  const tls = await certificateOf(settings);
  const listener = createListener({ ...settings, tls });
  starting.defer(() => listener.close());
  let port = settings.port;
  const methods = grpcMethods(services, () => identityOf(settings, store, port));
  const grpc = grpcService({
    methods: faults === undefined ? methods : faults.wrap(methods),
    messageBytesMax: ({ user }) =>
      user === undefined && services.gate.users !== undefined
        ? ANONYMOUS_BYTES_MAX
        : MESSAGE_BYTES_MAX,
    admit: (call) => services.gate.admit(call),
    report: settings.report,
    toGrpcError,
  });
  starting.defer(() => grpc.drain());
  serve(listener, grpc, services);
  port = await listener.listen();
  starting.move();
  const stop = async (): Promise<void> => {
    await endCalls(listener, grpc, services);
    subscriptions.close();
    hub.close();
    await listener.close();
    await store.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    port,
    connectionString: `esdb://${settings.host}:${port}?${tlsQuery(tls)}`,
    stop: () => (stopping ??= stop()),
  };
}

/** gRPC and plain HTTP on one port; HTTP/2 carries both. */
function serve(listener: Listener, grpc: GrpcService, services: Services): void {
  const { report } = services.settings;
  const http = router(httpHandlers(services, grpc), report);
  serveHttp1(listener.http1, http, report);
  listener.onStream((stream, headers) => {
    if (grpc.isCall(headers)) grpc.serve(stream, headers);
    else answerHttp2(stream, headers, http, report);
  });
}

/** Opens everything behind the port; what is open is closed by `stack` if the start fails. */
async function openServices(settings: Settings, stack: AsyncDisposableStack): Promise<Services> {
  const { report, data: directory, now, segmentBytes } = settings;
  const store = await EventStore.open({ directory, now, segmentBytes, report });
  stack.defer(() => store.close());
  const gate = await openTheGate(settings, store);
  const hub = new SubscriptionHub(store);
  stack.defer(() => hub.close());
  const hashes = await xxhash();
  const hash = (text: string): number => hashes.h32(text);
  const subscriptions = new PersistentSubscriptions({ store, hub, hash, report });
  stack.defer(() => subscriptions.close());
  const projections = await Projections.open({
    store,
    hub,
    report,
    limits: settings.scriptLimits,
    startSystem: settings.startStandardProjections,
  });
  stack.defer(() => projections.close());
  return { settings, store, hub, gate, subscriptions, projections };
}

/** Takes no more calls, lets what was accepted become durable and be answered, and ends the rest. */
async function endCalls(
  listener: Listener,
  grpc: GrpcService,
  { projections, store }: Services,
): Promise<void> {
  listener.stopAccepting();
  grpc.drain();
  await projections.close();
  await store.log.drained();
  grpc.endAll(new GrpcError(GRPC.CANCELLED, 'the server is shutting down'));
}

async function certificateOf(
  settings: Settings,
): Promise<TlsMaterial | DevelopmentCertificate | undefined> {
  if (settings.tls !== 'development') return settings.tls;
  return developmentCertificate(settings.data ?? mkdtempSync(join(tmpdir(), 'eventstore-')));
}

/** How a connection string says whether there is TLS, and whom to trust where the certificate is a generated one. */
function tlsQuery(tls: TlsMaterial | DevelopmentCertificate | undefined): string {
  if (tls === undefined) return 'tls=false';
  return 'authorityFile' in tls
    ? `tls=true&tlsCAFile=${encodeURIComponent(tls.authorityFile)}`
    : 'tls=true';
}

function identityOf(settings: Settings, store: EventStore, port: number): NodeIdentity {
  const [host = settings.host, advertised] = settings.advertise?.split(/:(?=\d+$)/) ?? [];
  return { instanceId: store.databaseId, host, port: Number(advertised ?? port) };
}
