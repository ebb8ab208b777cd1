// Starts an engine, waits for events that never come, and leaves: nothing of that may keep the process alive.
import { createThreadedEngine } from '../../src/index.ts';

const engine = await createThreadedEngine({
  warmUpCommands: 0,
  commandCapacity: 64,
  eventCapacity: 64,
});
void engine.ready();
console.log('waiting');
