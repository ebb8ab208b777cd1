import xxhash from 'xxhash-wasm';
import { settingsOf, type EventStoreOptions, type Settings } from './config/options.ts';
import { health } from './http/health.ts';
import { serveHttp } from './http/router.ts';
import { PersistentSubscriptions } from './persistent/registry.ts';
import { Projections } from './projections/registry.ts';
import { gossipMethods } from './rpc/cluster/gossip.ts';
import { serverFeaturesMethods } from './rpc/cluster/server-features.ts';
import type { RpcContext } from './rpc/context.ts';
import { toGrpcError } from './rpc/errors.ts';
import { persistentMethods } from './rpc/persistent/methods.ts';
import { projectionsMethods } from './rpc/projections/methods.ts';
import { streamsMethods } from './rpc/streams/methods.ts';
import { openAccess } from './security/access.ts';
import { EventStore } from './store/event-store.ts';
import { SubscriptionHub } from './subscriptions/hub.ts';
import { serveGrpc, type GrpcMethod } from './transport/grpc-server.ts';
import { createListener } from './transport/listener.ts';
import { GRPC, GrpcError } from './transport/status.ts';

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

/**
 * Starts an event store on `options.port`.
 * @throws InvalidOptionsError, DirectoryLockedError, CorruptLogError, or the system's error where the port is taken
 */
export async function startEventStore(options: EventStoreOptions): Promise<RunningEventStore> {
  const settings = settingsOf(options);
  const store = await EventStore.open({
    directory: settings.data,
    now: settings.now,
    segmentBytes: settings.segmentBytes,
    report: settings.report,
  });
  try {
    return await serve(settings, store);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(settings: Settings, store: EventStore): Promise<RunningEventStore> {
  const hub = new SubscriptionHub(store);
  const context: RpcContext = { store, hub, access: openAccess, settings };
  const hashes = await xxhash();
  const subscriptions = new PersistentSubscriptions({
    store,
    hub,
    hash: (text) => hashes.h32(text),
    report: settings.report,
  });
  const projections = await Projections.open({
    store,
    hub,
    report: settings.report,
    limits: settings.scriptLimits,
    startSystem: settings.startStandardProjections,
  });
  const listener = createListener(settings);
  let port = settings.port;
  const methods: Map<string, GrpcMethod> = new Map([
    ...streamsMethods(context),
    ...persistentMethods(context, subscriptions),
    ...projectionsMethods(context, projections),
    ...gossipMethods(() => identity(settings, store, port), settings.now),
    ...serverFeaturesMethods(() => methods.keys(), settings.version),
  ]);
  const grpc = serveGrpc(listener.http2, {
    methods,
    messageBytesMax: MESSAGE_BYTES_MAX,
    admit: () => {},
    report: settings.report,
    toGrpcError,
  });
  serveHttp(listener.http1, [health], settings.report);
  port = await listener.listen();
  const scheme = settings.tls === undefined ? 'tls=false' : 'tls=true';
  return {
    port,
    connectionString: `esdb://${settings.host}:${port}?${scheme}`,
    async stop() {
      listener.stopAccepting();
      grpc.drain();
      await projections.close();
      await store.log.drained();
      grpc.endAll(new GrpcError(GRPC.CANCELLED, 'the server is shutting down'));
      subscriptions.close();
      hub.close();
      await listener.close();
      await store.close();
    },
  };
}

function identity(
  settings: Settings,
  store: EventStore,
  port: number,
): { instanceId: string; host: string; port: number } {
  const [host = settings.host, advertised] = settings.advertise?.split(/:(?=\d+$)/) ?? [];
  return { instanceId: store.databaseId, host, port: Number(advertised ?? port) };
}
