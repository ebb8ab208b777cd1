import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { TlsMaterial } from '../transport/listener.ts';

const DAY_MS = 86_400_000;
const VALID_DAYS = 365;
const KEY = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** A certificate for localhost, and the file of the authority that clients must trust. */
export interface DevelopmentCertificate extends TlsMaterial {
  readonly authorityFile: string;
}

/**
 * A certificate for localhost, kept in `directory`. `development.crt` is an authority of its own, which clients are told to trust
 * (`tlsCAFile`); its key is forgotten once it has signed the server's, `development-server.crt` and `.key`, since clients refuse a server
 * that shows an authority's certificate. Made anew when it has expired.
 */
export async function developmentCertificate(directory: string): Promise<DevelopmentCertificate> {
  const file = (name: string): string => join(directory, name);
  const authorityFile = file('development.crt');
  const [certFile, keyFile] = [file('development-server.crt'), file('development-server.key')];
  if (![authorityFile, certFile, keyFile].every(existsSync) || isExpired(certFile)) {
    const { authority, cert, key } = await issue();
    mkdirSync(directory, { recursive: true, mode: 0o750 });
    writeFileSync(keyFile, key, { mode: 0o600 });
    writeFileSync(certFile, cert, { mode: 0o644 });
    writeFileSync(authorityFile, authority, { mode: 0o644 });
    // Earlier versions served the authority itself.
    rmSync(file('development.key'), { force: true });
  }
  return { authorityFile, cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

const isExpired = (certFile: string): boolean =>
  new X509Certificate(readFileSync(certFile)).validToDate.getTime() < Date.now() + DAY_MS;

async function issue(): Promise<{ authority: string; cert: string; key: string }> {
  const notAfterDate = new Date(Date.now() + VALID_DAYS * DAY_MS);
  const authority = await generate(
    [{ name: 'commonName', value: 'Bellwether event store, development' }],
    {
      ...KEY,
      notAfterDate,
      extensions: [
        { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...KEY,
    notAfterDate,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { authority: authority.cert, cert: server.cert, key: server.private };
}
