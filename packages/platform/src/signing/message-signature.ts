import { hash } from 'node:crypto';
import type { SignatureVerifier, Signer } from './signing.ts';

/** Signs all that a message says, in the name of the NATS user that sends it. */
export function signMessage(signer: Signer, user: string, data: Uint8Array): string {
  return `${signer.keyId}.${signer.sign(signedText(user, data))}`;
}

/** Whether a message is, byte for byte, what one of the keys has signed for that user. */
export function isSigned(
  verifier: SignatureVerifier,
  user: string,
  data: Uint8Array,
  signature: string,
): boolean {
  const [keyId = '', signed = ''] = signature.split('.');
  return verifier.verifies(keyId, signedText(user, data), signed);
}

/** Says what is signed, so that a signature made for something else is none for this. */
function signedText(user: string, data: Uint8Array): string {
  return `bellwether commands\n${user}\n${hash('sha256', data)}`;
}
