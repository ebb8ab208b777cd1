import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsMaterial } from '../transport/listener.ts';
import { keepCertificate } from './kept-certificate.ts';

/** A certificate for localhost, and the file of the authority that clients must trust. */
export interface DevelopmentCertificate extends TlsMaterial {
  readonly authorityFile: string;
}

/**
 * A certificate for localhost, kept in `directory`. `development.crt` is an authority of its own, which clients are told to trust
 * (`tlsCAFile`); it has signed the server's, `development-server.crt` and `.key`. Made anew when it has expired.
 */
export async function developmentCertificate(directory: string): Promise<DevelopmentCertificate> {
  const file = (name: string): string => join(directory, name);
  const files = {
    authority: file('development.crt'),
    certificate: file('development-server.crt'),
    privateKey: file('development-server.key'),
  };
  const isNew = await keepCertificate(files, {
    commonName: 'localhost',
    hosts: ['localhost', '127.0.0.1', '::1'],
    key: 'ec',
  });
  // Earlier versions served the authority itself.
  if (isNew) rmSync(file('development.key'), { force: true });
  return {
    authorityFile: files.authority,
    cert: readFileSync(files.certificate),
    key: readFileSync(files.privateKey),
  };
}
