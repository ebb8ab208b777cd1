import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readLobster, verifyLobster } from '../src/verify/index.ts';

const day = fileURLToPath(
  new URL(
    '../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
    import.meta.url,
  ),
);

test('a real NASDAQ day of 155,935 messages is reproduced row by row and taker by taker', async (context) => {
  if (!existsSync(day)) context.skip('the LOBSTER sample is not on this machine');
  const report = await verifyLobster(readLobster(day));
  expect(report).toMatchObject({
    rows: 155_935,
    mismatches: { total: 0 },
    executions: 8_974,
    takerMismatches: { total: 0 },
    takers: 6_591,
    takersWithSeveralFills: 1_511,
  });
  // The exchange itself passed over the first in line on one execution of 256.
  expect(report.skippedHeads.total).toBe(35);
});

test('what is no zip, or not there, is a typed error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lobster-'));
  try {
    const path = join(folder, 'day.zip');
    await writeFile(path, 'this is no zip');
    const unreadable = expect.objectContaining({ code: 'LOBSTER_FORMAT' });
    await expect(verifyLobster(readLobster(path))).rejects.toEqual(unreadable);
    await expect(verifyLobster(readLobster(join(folder, 'none.zip')))).rejects.toEqual(unreadable);
  } finally {
    await rm(folder, { recursive: true });
  }
});
