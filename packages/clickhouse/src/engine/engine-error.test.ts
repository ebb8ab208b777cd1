import { expect, test } from 'vitest';
import { parseEngineError } from './engine-error.ts';

test.for([
  [
    'Code: 60. DB::Exception: Table t does not exist. (UNKNOWN_TABLE)',
    60,
    'UNKNOWN_TABLE',
    'Table t does not exist.',
  ],
  [
    'Code: 115. DB::Exception: Code: 115. DB::Exception: Unknown setting. (UNKNOWN_SETTING) (version 26.7.2.1). (UNKNOWN_SETTING) (version 26.7.2.1)',
    115,
    'UNKNOWN_SETTING',
    'Unknown setting.',
  ],
  [
    'std::exception. Code: 1001, type: x (version 26.7.2.1)',
    1001,
    'STD_EXCEPTION',
    'std::exception. Code: 1001, type: x',
  ],
  [
    'Code: 27. DB::Exception: bad (a) (version 26.7.2.1 (official build))',
    27,
    'STD_EXCEPTION',
    'bad (a)',
  ],
] as const)('%s', ([message, code, type, text]) => {
  expect(parseEngineError(message)).toMatchObject({ code, type, message: text });
});
