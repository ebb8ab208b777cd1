import { decimalUnits } from '../../exact/decimal.ts';
import type { Instant } from '../../exact/instant.ts';
import { TimestampParser } from '../../exact/timestamp.ts';
import { FormatError } from '../../reader/format-error.ts';
import { NumberText, type JsonObject } from './message-json.ts';

/** Reads fields of one message after another; what is not as it must be is refused with the message's number. */
export class Fields {
  readonly #timestamps = new TimestampParser();
  /** Number of messages before this one. */
  position = 0;

  text(object: JsonObject, name: string): string {
    const value = object[name];
    return typeof value === 'string' ? value : this.refuse(name);
  }

  /** A text where there may be none; any other value is none, too. */
  optionalText(object: JsonObject, name: string): string {
    const value = object[name];
    return typeof value === 'string' ? value : '';
  }

  /** A decimal number, as a text or a number of JSON. UNREPRESENTABLE where units cannot say it. */
  units(object: JsonObject, name: string, decimals: number): number {
    return this.decimal(object[name], decimals, name);
  }

  decimal(value: unknown, decimals: number, name: string): number {
    const text = value instanceof NumberText ? value.text : value;
    const isDecimal = typeof text === 'string' || typeof text === 'number';
    const units = isDecimal ? decimalUnits(`${text}`, decimals) : NaN;
    return Number.isNaN(units) ? this.refuse(name) : units;
  }

  /** A whole number that is not negative, as a number of JSON has it. */
  whole(object: JsonObject, name: string): number {
    const value = object[name];
    const whole = value instanceof NumberText ? decimalUnits(value.text, 0) : value;
    return typeof whole === 'number' && Number.isSafeInteger(whole) && whole >= 0
      ? whole
      : this.refuse(name);
  }

  time(object: JsonObject, name: string, instant: Instant): void {
    if (!this.#timestamps.parseUtc(this.text(object, name), instant)) this.refuse(name);
  }

  list(object: JsonObject, name: string): readonly unknown[] {
    const value = object[name];
    return Array.isArray(value) ? value : this.refuse(name);
  }

  refuse(name: string): never {
    throw new FormatError('FIELD', this.position, `a message without a valid "${name}"`);
  }
}
