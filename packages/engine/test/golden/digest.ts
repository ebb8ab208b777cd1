// Prints what a fixed list of commands comes to: every field of every event, hashed, and the hash of the state they leave.
import { createHash } from 'node:crypto';
import { stateHash } from '../../src/book/state-hash.ts';
import { generateCommands } from '../fuzz/commands.ts';
import { Runner } from '../fuzz/run-commands.ts';

const runner = new Runner();
const hash = createHash('sha256');
for (const command of generateCommands(2026, 20_000)) {
  for (const event of runner.execute(command)) hash.update(`${event.join(' ')}\n`);
}
console.log(`${hash.digest('hex')} ${stateHash(runner.engine)}`);
