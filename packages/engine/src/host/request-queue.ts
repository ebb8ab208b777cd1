import type { MessagePort } from 'node:worker_threads';
import type { RequestMessage, ResponseMessage } from '../worker/messages.ts';
import { SnapshotError } from '../snapshot/errors.ts';
import type { Request } from '../core/requests.ts';

/**
 * Requests to the engine thread. A request goes over the port, and a mark into the inbound ring says at which point of the
 * command stream it is to be answered: first the message, then the mark, so that the thread finds it. A pending request
 * keeps the process alive.
 */
export class RequestQueue {
  readonly #port: MessagePort;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #nextId = 1;
  /** Requests posted whose mark has not been put into the command stream. */
  unmarked = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (response: ResponseMessage) => this.#settle(response));
    port.unref();
  }

  ask(request: Request): Promise<unknown> {
    const id = this.#nextId++;
    const answer = Promise.withResolvers<unknown>();
    this.#pending.set(id, answer);
    this.#port.ref();
    this.#port.postMessage({ id, request } satisfies RequestMessage);
    this.unmarked++;
    return answer.promise;
  }

  /** A mark was put into the command stream. */
  mark(): void {
    this.unmarked--;
  }

  /** The engine is gone: nothing will be answered. */
  fail(error: Error): void {
    for (const answer of this.#pending.values()) answer.reject(error);
    this.#pending.clear();
    this.unmarked = 0;
    this.#port.close();
  }

  #settle(response: ResponseMessage): void {
    const answer = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    if (this.#pending.size === 0) this.#port.unref();
    if ('refused' in response) {
      answer?.reject(new SnapshotError(response.refused.code, response.refused.message));
    } else answer?.resolve(response.result);
  }
}
