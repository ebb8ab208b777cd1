import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** A key pair as files hold it: PKCS #8 and SPKI in PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A key cannot be read, or it is no Ed25519 key. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
  readonly code = 'SIGNING_KEY';
}

/** Draws an Ed25519 key pair (RFC 8032). */
export function generateKeyPair(): KeyPair {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** Signs with a private key that this process alone has. */
export class Signer {
  /** Names the key: the first 16 hexadecimal digits of the SHA-256 of its public half. */
  readonly keyId: string;
  /** By which others check its signatures: SPKI, PEM. */
  readonly publicKey: string;
  readonly #key: KeyObject;

  /** @param pem the private key, PKCS #8. @throws SigningKeyError */
  constructor(pem: string) {
    this.#key = readKey(() => createPrivateKey(pem));
    const publicKey = createPublicKey(this.#key);
    this.keyId = keyIdOf(publicKey);
    this.publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** The Ed25519 signature of a text's UTF-8, in base64url: 86 characters. */
  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#key).toString('base64url');
  }
}

/** Checks signatures by the public keys that count: more than one while keys are being replaced. */
export class SignatureVerifier {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  /** @param pem public keys in SPKI, one after the other. @throws SigningKeyError */
  constructor(pem: string) {
    const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
    if (blocks.length === 0) throw new SigningKeyError('no public key in PEM');
    const keys = blocks.map((block) => readKey(() => createPublicKey(block)));
    this.#keys = new Map(keys.map((key) => [keyIdOf(key), key]));
  }

  /** Whether the key of that name is one of ours and has signed exactly this text. */
  verifies(keyId: string, text: string, signature: string): boolean {
    const key = this.#keys.get(keyId);
    if (key === undefined || !/^[\w-]{86}$/.test(signature)) return false;
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  }
}

function keyIdOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

function readKey(read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    // The library's own words may quote the key.
    throw new SigningKeyError('not a key in PEM');
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new SigningKeyError(`an Ed25519 key is needed, not ${key.asymmetricKeyType}`);
  return key;
}
