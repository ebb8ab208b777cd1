import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from '@bellwether/platform/signing';

/**
 * Who signs: `gateway` the names of its users, `writer` the facts that it writes, `auditor` the heads of the audit log's chains,
 * `webhooks` the alerts that are posted.
 */
const SIGNERS = ['gateway', 'writer', 'auditor', 'webhooks'] as const;
export type SignerName = (typeof SIGNERS)[number];

/** File of a private key (PKCS #8, PEM). @param directory the data directory. */
export function privateKeyFile(directory: string, signer: SignerName): string {
  return join(directory, 'keys', `${signer}.key`);
}

/** File of the public keys that count for a signer (SPKI, PEM). @param directory the data directory. */
export function publicKeyFile(directory: string, signer: SignerName): string {
  return join(directory, 'keys', `${signer}.pub`);
}

/** Draws the key pairs that a data directory does not have yet. Only the owner may read private keys. */
export function provideKeys(directory: string): void {
  mkdirSync(join(directory, 'keys'), { recursive: true, mode: 0o700 });
  for (const signer of SIGNERS)
    provideKeyPair(privateKeyFile(directory, signer), publicKeyFile(directory, signer));
}

/** Draws a key pair unless the private key is there. Its directory must be. */
export function provideKeyPair(privateFile: string, publicFile: string): void {
  if (existsSync(privateFile)) return;
  const { privateKey, publicKey } = generateKeyPair();
  // The private half last: where it is, both are.
  writeWhole(publicFile, publicKey, 0o644);
  writeWhole(privateFile, privateKey, 0o600);
}

function writeWhole(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}
