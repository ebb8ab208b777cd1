import { lookup as lookUp } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestSecure, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** From the first byte sent to the answer's head, ms. */
const ANSWER_MAX_MS = 5_000;

/** An address leads where nothing may be posted to. */
export class AddressNotAllowedError extends Error {
  override readonly name = 'AddressNotAllowedError';
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

export interface WebhookRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Hosts that may be posted to although they are not public, and without TLS. */
  readonly allowedHosts: ReadonlySet<string>;
  /** Certificates that count beside the well-known ones, PEM. */
  readonly ca?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Posts once. The address that a name leads to is looked at when the connection is made, so that no second look-up can lead
 * elsewhere; nothing that an answer says is followed or kept.
 * @returns the HTTP status.
 * @throws AddressNotAllowedError; errors of the connection; the signal's reason.
 */
export function postOnce(asked: WebhookRequest): Promise<number> {
  const { url, headers, body, allowedHosts, ca, signal } = asked;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isAllowed = allowedHosts.has(host);
  if (!isAllowed && url.protocol !== 'https:')
    throw new AddressNotAllowedError('alerts are posted by https');
  if (!isAllowed && isIP(host) !== 0 && !isPublicAddress(host))
    throw new AddressNotAllowedError(`${host} is no public address`);
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MAX_MS)]),
    agent: false,
    ...(isAllowed ? {} : { lookup: lookUpPublic }),
    ...(ca === undefined ? {} : { ca }),
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestSecure : requestPlain)(
      url,
      options,
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Every address of the name must be public: one that is not may be the next one tried. */
const lookUpPublic: NonNullable<RequestOptions['lookup']> = (hostname, options, done) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '', 0);
    const wrong = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (wrong !== undefined || first === undefined)
      return done(new AddressNotAllowedError(`${hostname} leads to no public address`), '', 0);
    if (options.all === true) return done(null, addresses);
    done(null, first.address, first.family);
  });
};
