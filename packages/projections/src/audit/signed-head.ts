import type { SignatureVerifier, Signer } from '@bellwether/platform/signing';
import type { AuditHead } from './heads.ts';

/** Signed texts begin so: a signature for one purpose is none for another. */
const PURPOSE = 'bellwether audit head 1';

/** The auditor says where a chain stands. */
export function signHead(
  head: Omit<AuditHead, 'signature' | 'signedBy'>,
  auditor: Signer,
): AuditHead {
  return { ...head, signature: auditor.sign(textOf(head)), signedBy: auditor.keyId };
}

/** Whether the auditor has said so. */
export function isSignedHead(head: AuditHead, auditor: SignatureVerifier): boolean {
  return auditor.verifies(head.signedBy, textOf(head), head.signature);
}

function textOf(head: Omit<AuditHead, 'signature' | 'signedBy'>): string {
  const { version, journal, sequence, hash, position, at } = head;
  return JSON.stringify([PURPOSE, version, journal, `${sequence}`, hash, `${position}`, `${at}`]);
}
