import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname } from 'node:path';
import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;
const VALID_DAYS = 365;
const KEYS = {
  ec: { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' },
  // EventStoreDB itself reads no other kind.
  rsa: { keyType: 'rsa', keySize: 2048, algorithm: 'sha256' },
} as const;

/** Where a generated certificate is kept, as PEM. */
export interface CertificateFiles {
  /** The authority that clients must trust. */
  readonly authority: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** Whom a certificate is for. */
export interface CertificateSubject {
  readonly commonName: string;
  /** Host names and addresses under which clients know the server. */
  readonly hosts: readonly string[];
  readonly key: keyof typeof KEYS;
}

/** @returns whether it was made anew: because something was missing, or it ends within a day. */
export async function keepCertificate(
  files: CertificateFiles,
  subject: CertificateSubject,
): Promise<boolean> {
  const { authority, certificate, privateKey } = files;
  if ([authority, certificate, privateKey].every(existsSync) && !isExpired(certificate))
    return false;
  const issued = await issue(subject);
  for (const file of [authority, certificate, privateKey])
    mkdirSync(dirname(file), { recursive: true, mode: 0o750 });
  writeFileSync(privateKey, issued.key, { mode: 0o600 });
  writeFileSync(certificate, issued.cert, { mode: 0o644 });
  writeFileSync(authority, issued.authority, { mode: 0o644 });
  return true;
}

const isExpired = (certFile: string): boolean =>
  new X509Certificate(readFileSync(certFile)).validToDate.getTime() < Date.now() + DAY_MS;

/** An authority, whose key is forgotten once it has signed, since clients refuse a server that shows an authority's certificate. */
async function issue({
  commonName,
  hosts,
  key,
}: CertificateSubject): Promise<{ authority: string; cert: string; key: string }> {
  const notAfterDate = new Date(Date.now() + VALID_DAYS * DAY_MS);
  const authority = await generate(
    [{ name: 'commonName', value: 'Bellwether event store, generated' }],
    {
      ...KEYS[key],
      notAfterDate,
      extensions: [
        { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  const server = await generate([{ name: 'commonName', value: commonName }], {
    ...KEYS[key],
    notAfterDate,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: key === 'rsa', critical: true },
      // Nodes of EventStoreDB call each other with the same certificate, and it asks for that even of one alone.
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) =>
          isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host },
        ),
      },
    ],
  });
  return { authority: authority.cert, cert: server.cert, key: server.private };
}
