import { createHash } from 'node:crypto';
import type { SignatureVerifier, Signer } from './signing.ts';

/** An event at its place in the event store. */
export interface PlacedEvent {
  readonly stream: string;
  /** That it has, or takes when it is appended. */
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  /** Bytes, or what JSON has. */
  readonly data: unknown;
  readonly metadata: unknown;
}

/** What a signature adds to an event's metadata. */
export interface FactSignature {
  /** Ed25519, base64url. */
  readonly signature: string;
  /** The key's name (`Signer.keyId`). */
  readonly signedBy: string;
}

/** Signed texts begin so: a signature for one purpose is none for another. */
const PURPOSE = 'bellwether fact 1';

/**
 * Signs an event at its place: stream, revision, id, type, data and all other metadata. It is the same event nowhere else.
 * @returns its metadata with the signature.
 */
export function signFact<Metadata extends object>(
  event: PlacedEvent & { readonly metadata: Metadata },
  signer: Signer,
): Metadata & FactSignature {
  const signature = signer.sign(textOf(event, event.metadata));
  return { ...event.metadata, signature, signedBy: signer.keyId };
}

/** Whether an event's signature holds at its place; `unsigned`: it has none at all. */
export function checkFact(
  event: PlacedEvent,
  verifier: SignatureVerifier,
): 'signed' | 'unsigned' | 'forged' {
  const { metadata } = event;
  if (typeof metadata !== 'object' || metadata === null) return 'unsigned';
  const { signature, signedBy, ...signed } = metadata as Partial<FactSignature>;
  if (signature === undefined && signedBy === undefined) return 'unsigned';
  if (typeof signature !== 'string' || typeof signedBy !== 'string') return 'forged';
  return verifier.verifies(signedBy, textOf(event, signed), signature) ? 'signed' : 'forged';
}

/** JSON is written as a reader finds it again: spaces and the spelling of numbers are not signed, what they say is. */
function textOf(event: PlacedEvent, metadata: unknown): string {
  const { stream, revision, id, type, data } = event;
  const bytes = data instanceof Uint8Array ? data : Buffer.from(JSON.stringify(data));
  const hash = createHash('sha256').update(bytes).digest('base64url');
  return JSON.stringify([PURPOSE, stream, `${revision}`, id, type, hash, metadata]);
}
