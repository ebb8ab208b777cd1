import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Fingerprint of the code that folds journals: the domain's and this package's sources. A snapshot of another program
 * may lack what this one knows, so it is not used; nobody has to remember to raise a version.
 */
export function programFingerprint(): string {
  const hash = createHash('sha256');
  for (const entry of [
    import.meta.resolve('@bellwether/domain'),
    new URL('../index.ts', import.meta.url).href,
  ]) {
    const root = dirname(fileURLToPath(entry));
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .toSorted();
    for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
