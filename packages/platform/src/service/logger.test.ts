import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

test('what stands under the name of a secret does not reach the log', async () => {
  const program = `
    import { createLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)};
    const logger = createLogger('test');
    const secret = 'canary-0123456789';
    logger.info({ password: secret, token: secret, secret, authorization: secret }, 'flat');
    logger.info({ settings: { password: secret, token: secret }, headers: { authorization: secret } }, 'nested');
  `;
  const child = execFile(process.execPath, ['--input-type=module', '-e', program]);
  let output = '';
  child.stdout?.on('data', (text: string) => (output += text));
  await once(child, 'close');
  expect(output.split('\n').filter((line) => line !== '')).toHaveLength(2);
  expect(output).toContain('[redacted]');
  expect(output).not.toContain('canary');
});
