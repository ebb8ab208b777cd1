import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test, type TestContext } from 'vitest';

const run = promisify(execFile);
const model = fileURLToPath(new URL('./model/ring.pml', import.meta.url));

const isMissing = async (tool: string, ...probe: string[]): Promise<boolean> =>
  run(tool, probe).then(
    () => false,
    () => true,
  );

/** What the exhaustive search says of the model under these definitions. */
const check = async (context: TestContext, ...defines: string[]): Promise<string> => {
  if (await isMissing('spin', '-V')) context.skip('spin is not installed');
  if (await isMissing('gcc', '--version')) context.skip('gcc is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'ring-model-'));
  try {
    const options = { cwd: folder };
    await run('spin', ['-a', ...defines, model], options);
    await run('gcc', ['-O2', '-DSAFETY', '-o', 'pan', 'pan.c'], options);
    return (await run('./pan', ['-m1000000'], options)).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
};

describe('the ring’s handshake, searched exhaustively', () => {
  test('loses no wake-up, overwrites nothing and keeps each producer’s order', async (context) => {
    const report = await check(context);
    expect(report).toContain('errors: 0');
    expect(report).not.toContain('Search not completed');
    expect(Number(/(\d+) states, stored/.exec(report)?.[1])).toBeGreaterThan(10_000);
  });

  test.for([
    [
      'a consumer that does not look again after setting its flag',
      '-DNO_LAST_LOOK',
      'invalid end state',
    ],
    ['a producer that looks at the flag before it publishes', '-DLATE_FLAG', 'invalid end state'],
    ['a producer that does not look for room again', '-DNO_ROOM_LOOK', 'invalid end state'],
    ['a producer that minds no capacity', '-DNO_CAPACITY', 'assertion violated'],
  ] as const)('would find %s', async ([, define, fault], context) => {
    const report = await check(context, define);
    expect(report).toContain(fault);
  });
});
