import type { Signer } from '@bellwether/platform/signing';
import type { ProcessClock } from '../runtime/runtime.ts';
import { AddressNotAllowedError, postOnce, type WebhookRequest } from './webhook-request.ts';

/** What is posted: a text of JSON under an id that is the same whenever it is posted again. */
export interface Posting {
  readonly url: string;
  readonly id: string;
  readonly body: string;
}

/** What became of it. */
export interface Posted {
  /** The receiver has taken it (2xx). */
  readonly delivered: boolean;
  readonly attempts: number;
  /** HTTP status of the last answer. */
  readonly status?: number;
  readonly reason?: string;
}

/** Waits between attempts, ms. */
const WAITS_MS = [1_000, 5_000, 25_000];
/** An address that has failed is left alone for so long: alerts of others must not wait for it, ms. */
const REST_MS = 60_000;
/** Addresses whose failure is remembered. */
const FAILED_MAX = 10_000;

export interface WebhookPosterOptions extends Pick<WebhookRequest, 'allowedHosts' | 'ca'> {
  readonly signer: Signer;
  readonly clock: ProcessClock;
  /** One attempt; default: over the network. */
  readonly postOnce?: (asked: WebhookRequest) => Promise<number>;
}

/**
 * Posts as the Standard Webhooks specification has it: id, time and an Ed25519 signature over both and the body (`v1a`), which the
 * receiver checks by our public key. What fails is posted again three times; an address that fails is given a rest.
 */
export class WebhookPoster {
  readonly #options: WebhookPosterOptions;
  /** When each address failed last, monotonic ms, the oldest first. */
  readonly #failed = new Map<string, number>();

  constructor(options: WebhookPosterOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason when it ends. */
  async post(posting: Posting, signal: AbortSignal): Promise<Posted> {
    const { clock } = this.#options;
    const { url } = posting;
    const failedAt = this.#failed.get(url);
    if (failedAt !== undefined && clock.monotonicMs() - failedAt < REST_MS)
      return { delivered: false, attempts: 0, reason: 'the address failed less than a minute ago' };
    let last: Omit<Posted, 'attempts'> = { delivered: false };
    let attempts = 0;
    for (;;) {
      signal.throwIfAborted();
      attempts += 1;
      last = await this.#attempt(posting, signal);
      if (last.delivered) this.#failed.delete(url);
      const wait = WAITS_MS[attempts - 1];
      if (last.delivered || wait === undefined || !isWorthAnother(last)) break;
      await clock.pause(wait, signal);
    }
    if (!last.delivered) this.#remember(url);
    return { ...last, attempts };
  }

  async #attempt(
    { url, id, body }: Posting,
    signal: AbortSignal,
  ): Promise<Omit<Posted, 'attempts'>> {
    const { signer, clock, allowedHosts, ca, postOnce: post = postOnce } = this.#options;
    const seconds = `${clock.clock() / 1_000_000_000n}`;
    const signature = Buffer.from(signer.sign(`${id}.${seconds}.${body}`), 'base64url');
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Bellwether-Webhooks/1.0',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': `v1a,${signature.toString('base64')}`,
    };
    try {
      const asked = { url: new URL(url), headers, body, allowedHosts, ca, signal };
      const status = await post(asked);
      const delivered = status >= 200 && status < 300;
      return { delivered, status, ...(delivered ? {} : { reason: `HTTP ${status}` }) };
    } catch (error) {
      signal.throwIfAborted();
      const { message, code = '' } = error as Error & { readonly code?: string };
      const reason = message === '' ? code : message;
      const isFinal = error instanceof AddressNotAllowedError;
      return { delivered: false, reason, ...(isFinal ? { status: FORBIDDEN } : {}) };
    }
  }

  #remember(url: string): void {
    this.#failed.delete(url);
    this.#failed.set(url, this.#options.clock.monotonicMs());
    const [oldest] = this.#failed.keys();
    if (this.#failed.size > FAILED_MAX && oldest !== undefined) this.#failed.delete(oldest);
  }
}

/** What a receiver that must not be reached comes to: no further attempt. */
const FORBIDDEN = 403;

/** No answer, trouble at the receiver, or too much at once: it may help to come again. */
function isWorthAnother({ status }: Omit<Posted, 'attempts'>): boolean {
  return status === undefined || status >= 500 || status === 408 || status === 429;
}
