// Writes docs/reference from the declarations: npm run pnpm run reference
// What a client of the API can no longer do is named, and written with --breaking only.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTORY, FILES } from './files.ts';
import { breakingChanges } from './sdl.ts';

const api = join(DIRECTORY, 'schema.graphql');
const broken = existsSync(api) ? breakingChanges(readFileSync(api, 'utf8')) : [];
for (const change of broken) process.stderr.write(`breaking: ${change}\n`);

if (broken.length > 0 && !process.argv.includes('--breaking')) {
  process.stderr.write('nothing is written; with --breaking it is\n');
  process.exitCode = 1;
} else {
  mkdirSync(DIRECTORY, { recursive: true });
  for (const [name, write] of Object.entries(FILES)) writeFileSync(join(DIRECTORY, name), write());
  process.stdout.write(`${Object.keys(FILES).length} files in docs/reference\n`);
}
