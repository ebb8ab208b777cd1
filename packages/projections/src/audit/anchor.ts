import { hash } from 'node:crypto';
import type { SignatureVerifier, Signer } from '@bellwether/platform/signing';

/** Rows of one chain of the audit log, under one root. */
export interface AnchoredSegment {
  readonly journal: string;
  /** Sequences of its first and last row; digits. */
  readonly first: string;
  readonly last: string;
  /** Hash of the last row: where the chain stands. */
  readonly hash: string;
  /** Root of the tree over the hashes of its rows. */
  readonly root: string;
}

/** What the auditor says of the chains at a time, over all rows since it said so last. */
export interface Anchor {
  /** From 1 without gaps. */
  readonly number: number;
  /** Version of the audit log: another one hashes other rows. */
  readonly version: number;
  /** When, ns since 1970 UTC; digits. */
  readonly at: string;
  /** SHA-256 of the line of the anchor before; zeros before the first. */
  readonly previous: string;
  readonly segments: readonly AnchoredSegment[];
}

export interface SignedAnchor extends Anchor {
  readonly signedBy: string;
  /** Ed25519, base64url. */
  readonly signature: string;
}

/** What the first anchor follows from. */
export const ANCHOR_START = '0'.repeat(64);
/** Signed texts begin so: a signature for one purpose is none for another. */
const PURPOSE = 'bellwether audit anchor 1';

/** The line of an anchor, as it stands in files. */
export function anchorLine(anchor: Anchor, auditor: Signer): string {
  const signed = { signedBy: auditor.keyId, signature: auditor.sign(textOf(anchor)) };
  return JSON.stringify({ ...anchor, ...signed } satisfies SignedAnchor);
}

/** @throws SyntaxError for what is no JSON. */
export function readAnchor(line: string): SignedAnchor {
  return JSON.parse(line) as SignedAnchor;
}

export function isSignedAnchor(anchor: SignedAnchor, auditor: SignatureVerifier): boolean {
  return auditor.verifies(anchor.signedBy, textOf(anchor), anchor.signature);
}

export function lineHash(line: string): string {
  return hash('sha256', line);
}

function textOf({ number, version, at, previous, segments }: Anchor): string {
  const told = segments.map(({ journal, first, last, hash: end, root }) => [
    journal,
    first,
    last,
    end,
    root,
  ]);
  return JSON.stringify([PURPOSE, number, version, at, previous, told]);
}
