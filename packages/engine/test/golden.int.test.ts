import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The same on every machine and in every version of Node; a change of it is a change of behaviour or of the event format. */
const GOLDEN = '3bc682436aad7b476ab578891727bbc1c69e74f7991a2a7ad9e9cb308fac6117 dfbdfb781b8a97d2';

const script = fileURLToPath(new URL('./golden/digest.ts', import.meta.url));
const digests = async (node: string): Promise<string[]> => {
  const { stdout } = await promisify(execFile)(node, ['--no-warnings', script]);
  return stdout.trim().split('\n');
};
const expected = ['inline', 'threaded', 'restored'].map((way) => `${way} ${GOLDEN}`);

test('twenty thousand commands come to the same events and state as ever, inline, threaded and restored half-way', async () => {
  expect(await digests(process.execPath)).toEqual(expected);
});

/** Other Node binaries to compare with, separated by colons: `npm test` fetches the other one of the two newest LTS lines. */
const others = (process.env['BELLWETHER_NODES'] ?? '').split(':').filter((path) => path !== '');

test('… in other versions of Node as well', async (context) => {
  if (others.length === 0) context.skip('BELLWETHER_NODES names no other Node binaries');
  for (const node of others) expect(await digests(node), node).toEqual(expected);
});
