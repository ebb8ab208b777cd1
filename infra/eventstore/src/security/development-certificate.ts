import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { TlsMaterial } from '../transport/listener.ts';

const VALID_DAYS = 365;

/**
 * A certificate for localhost that the server signs itself, kept in `directory` as `development.crt` and `development.key`. Clients must
 * be told to trust the .crt file (`tlsCAFile`).
 */
export async function developmentCertificate(directory: string): Promise<TlsMaterial> {
  const [certFile, keyFile] = [
    join(directory, 'development.crt'),
    join(directory, 'development.key'),
  ];
  if (!existsSync(certFile) || !existsSync(keyFile)) {
    mkdirSync(directory, { recursive: true, mode: 0o750 });
    const notAfterDate = new Date(Date.now() + VALID_DAYS * 86_400_000);
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      algorithm: 'sha256',
      notAfterDate,
      extensions: [
        { name: 'basicConstraints', cA: true },
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
    writeFileSync(keyFile, key, { mode: 0o600 });
    writeFileSync(certFile, cert, { mode: 0o644 });
  }
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}
