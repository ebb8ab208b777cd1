import type { Call } from '../transport/call.ts';
import type { ClientStreamMethod, GrpcMethod, GrpcMethods } from '../transport/grpc-method.ts';
import { errors } from '../transport/protocol-errors.ts';

/** What goes wrong. */
export type Fault =
  /** The append is stored, and the client is told nothing until it gives up. */
  | { readonly kind: 'commit-then-time-out' }
  /** The append is stored, then the connection breaks before the answer. */
  | { readonly kind: 'drop-after-commit' }
  /** The server sees the request twice, as after a retry on the network. */
  | { readonly kind: 'duplicate-request' }
  /** The answer comes late, ms. */
  | { readonly kind: 'slow-reply'; readonly delayMs: number }
  /** The request is refused because another node leads. */
  | { readonly kind: 'not-leader'; readonly host: string; readonly port: number };

/** A fault that waits for its connection's next calls. */
interface Armed {
  readonly fault: Fault;
  readonly method: string | undefined;
  times: number;
}

/**
 * Makes chosen calls of chosen connections go wrong. A connection is named by the client (`connectionName`, sent as the header
 * `connection-name`). Exists in test servers only: see `startFaultyEventStore`.
 */
export class FaultInjector {
  private readonly armed = new Map<string, Armed[]>();

  /** Arms a fault for the next `times` calls of a connection, of one method (its short name, such as Append) or of any. */
  arm(connectionName: string, fault: Fault, times = 1, method?: string): void {
    const list = this.armed.get(connectionName) ?? [];
    list.push({ fault, method, times });
    this.armed.set(connectionName, list);
  }

  /** Disarms everything, for one connection or for all. */
  disarm(connectionName?: string): void {
    if (connectionName === undefined) this.armed.clear();
    else this.armed.delete(connectionName);
  }

  /** The methods with faults in front of them. */
  wrap(methods: GrpcMethods): GrpcMethods {
    return new Map([...methods].map(([path, method]) => [path, this.faulty(path, method)]));
  }

  private take(call: Call, path: string): Fault | undefined {
    const list = this.armed.get(String(call.headers['connection-name'])) ?? [];
    const short = path.slice(path.lastIndexOf('/') + 1);
    const found = list.find(
      ({ times, method }) => times > 0 && (method === undefined || method === short),
    );
    if (found !== undefined) found.times--;
    return found?.fault;
  }

  private faulty(path: string, method: GrpcMethod): GrpcMethod {
    switch (method.kind) {
      case 'client-stream':
        return this.faultyStream(path, method);
      case 'unary':
        return {
          kind: 'unary',
          handle: (request, call) =>
            this.around(path, call, () => {
              request.position = 0;
              return method.handle(request, call);
            }),
        };
      case 'server-stream':
        return {
          kind: 'server-stream',
          handle: (request, call) => this.around(path, call, () => method.handle(request, call)),
        };
    }
  }

  private async around<T>(path: string, call: Call, handle: () => Promise<T> | T): Promise<T> {
    const fault = this.take(call, path);
    if (fault === undefined) return handle();
    if (fault.kind === 'not-leader') throw errors.notLeader(fault.host, fault.port);
    if (fault.kind === 'duplicate-request') await Promise.allSettled([handle()]);
    const answer = await handle();
    const { promise, resolve } = Promise.withResolvers<void>();
    call.onEnd(resolve);
    settlerOf(fault, call)?.(resolve);
    if (fault.kind !== 'duplicate-request') await promise;
    return answer;
  }

  /** In BatchAppend a fault hits one request, not the stream, which is as old as its connection. */
  private faultyStream(path: string, method: ClientStreamMethod): ClientStreamMethod {
    const isBatch = path.endsWith('/BatchAppend');
    return {
      kind: 'client-stream',
      endless: method.endless,
      open: (call) => {
        const requests = method.open(call);
        return {
          message: (request) => {
            const fault = this.take(call, path);
            if (fault === undefined) return requests.message(request);
            if (fault.kind === 'not-leader')
              return call.end(errors.notLeader(fault.host, fault.port));
            const start = request.position;
            if (isBatch && fault.kind === 'duplicate-request') {
              // The first copy is stored and its answer lost, as on a network that made the client send again.
              call.settler = () => {};
              requests.message(request);
              request.position = start;
            }
            call.settler = settlerOf(fault, call);
            requests.message(request);
            if (isBatch) call.settler = undefined;
            return undefined;
          },
          end: () => requests.end(),
          stop: () => requests.stop?.(),
          get held() {
            return requests.held;
          },
        };
      },
    };
  }
}

/** What a fault does with an answer that is due. */
function settlerOf(fault: Fault, call: Call): ((deliver: () => void) => void) | undefined {
  switch (fault.kind) {
    case 'commit-then-time-out':
      return () => {};
    case 'drop-after-commit':
      return () => call.breakConnection();
    case 'slow-reply':
      return (deliver) => void setTimeout(deliver, fault.delayMs);
    case 'duplicate-request':
    case 'not-leader':
      return undefined;
  }
}
