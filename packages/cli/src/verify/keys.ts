import { publicKeyFile, type SignerName } from '@bellwether/local';
import { readSettingsFile } from '@bellwether/platform/config';
import { SignatureVerifier } from '@bellwether/platform/signing';

/** By which keys signatures are checked. */
export interface VerifyKeys {
  /** Of facts. */
  readonly writer: SignatureVerifier;
  /** Of heads of the audit log. */
  readonly auditor: SignatureVerifier;
}

/** The public keys of a data directory. @throws ConfigError naming the file that cannot be read. */
export function verifyKeys(directory: string): VerifyKeys {
  const read = (signer: SignerName): SignatureVerifier =>
    readSettingsFile(publicKeyFile(directory, signer), (pem) => new SignatureVerifier(pem));
  return { writer: read('writer'), auditor: read('auditor') };
}
