/** An error of ClickHouse's own kind: a number, a name and a text, the way its HTTP interface tells them. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** ClickHouse's error number, e.g. 60. */
  readonly code: number;
  /** ClickHouse's error name, e.g. `UNKNOWN_TABLE`. */
  readonly type: string;

  constructor(code: number, type: string, text: string) {
    super(text);
    this.code = code;
    this.type = type;
  }
}

/** STD_EXCEPTION: what ClickHouse calls an error that is none of its own. */
const STD_EXCEPTION = 1001;

const PREFIX = /^Code: (\d+)\. DB::(?:Exception: )?/;
const VERSION = /\s*\(version [^()]*(?:\([^()]*\))?\)\.?\s*$/;
const NAME = /\s*\(([A-Z][A-Z0-9_]{2,})\)\s*$/;

/** Reads `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`, also where the engine wraps it several times over. */
export function parseEngineError(message: string): EngineError {
  let text = message.trim();
  let code: number | undefined;
  let type: string | undefined;
  for (;;) {
    const before = text;
    text = text.replace(PREFIX, (_, digits: string) => {
      code = Number(digits);
      return '';
    });
    text = text.replace(/^Exception: /, '').replace(VERSION, '');
    text = text.replace(NAME, (_, name: string) => {
      type ??= name;
      return '';
    });
    if (text === before) break;
  }
  return new EngineError(code ?? STD_EXCEPTION, type ?? 'STD_EXCEPTION', text);
}
