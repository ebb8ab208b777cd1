import { TradeCondition } from '../../update/conditions.ts';
import type { ColumnMap } from './column-map.ts';

/** Texts that are remembered: real files have some dozens. */
const REMEMBERED_MAX = 4_096;

/** Turns a cell of conditions into bits, and remembers what each text came to. */
export class RowConditions {
  readonly #codes: ReadonlyMap<string, number>;
  readonly #separator: string;
  readonly #known = new Map<string, number>();

  constructor({ conditions = {}, conditionSeparator = '' }: ColumnMap) {
    this.#codes = new Map(Object.entries(conditions));
    this.#separator = conditionSeparator;
  }

  /** Blanks mean nothing; a cell without conditions is REGULAR. */
  of(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    let mask = 0;
    for (const part of text.split(this.#separator)) {
      const code = part.trim();
      if (code !== '') mask |= this.#codes.get(code) ?? TradeCondition.UNKNOWN;
    }
    const result = mask === 0 ? TradeCondition.REGULAR : mask;
    if (this.#known.size < REMEMBERED_MAX) this.#known.set(text, result);
    return result;
  }
}
