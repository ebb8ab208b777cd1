import { adminApi } from './admin/api.ts';
import { adminPage } from './admin/page.ts';
import { ADMINS, OPS } from './security/users.ts';
import type { Services } from './services.ts';
import type { GrpcService } from './transport/grpc-server.ts';
import { guarded } from './http/guard.ts';
import { health } from './http/health.ts';
import { metrics } from './http/metrics.ts';
import { persistentFallback } from './http/persistent-fallback.ts';
import { projectionFallback } from './http/projection-fallback.ts';
import type { HttpHandler } from './http/router.ts';
import { unserved } from './http/unserved.ts';

const OPERATORS = [ADMINS, OPS];

/** Everything that is served over HTTP/1.1 and HTTP/2 besides gRPC, the first that answers wins. */
export function httpHandlers(services: Services, grpc: GrpcService): readonly HttpHandler[] {
  const { settings, gate, subscriptions, projections } = services;
  const hostName = settings.advertise?.replace(/:\d+$/, '') ?? settings.host;
  const guard = { gate, hostName };
  return [
    health,
    guarded(guard, OPERATORS, ['/subscriptions'], persistentFallback(subscriptions)),
    guarded(guard, OPERATORS, ['/projections'], projectionFallback(projections)),
    guarded(guard, OPERATORS, ['/metrics'], metrics({ ...services, grpc })),
    guarded(guard, [ADMINS], ['/admin'], adminApi(services)),
    guarded(guard, [ADMINS], ['/', '/admin'], adminPage),
    unserved,
  ];
}
