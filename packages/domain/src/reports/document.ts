import type { ReportKind } from './commands.ts';

/** A column of a table: its name for programs and its title for people. */
export interface Column {
  readonly name: string;
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber?: true;
}

/** A table of texts: money as decimals of USD, days as `2026-11-20`; empty where there is nothing. */
export interface ReportTable {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** A line over days. */
export interface ReportChart {
  readonly title: string;
  readonly points: readonly { readonly day: string; readonly value: string }[];
}

/** A report as data. Rendered forms show nothing that is not in it. */
export interface ReportDocument {
  readonly kind: ReportKind;
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  /** Commit position of the last fact that it may be made of. */
  readonly inputsPosition: string;
  readonly currency: 'USD';
  /** What the words mean, a sentence each. */
  readonly notes: readonly string[];
  readonly sums: readonly {
    readonly name: string;
    readonly title: string;
    readonly value: string;
  }[];
  readonly tables: readonly ReportTable[];
  readonly charts: readonly ReportChart[];
}

/** Which report. */
export interface ReportTerms {
  readonly kind: ReportKind;
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  readonly inputsPosition: string;
  /** The report that it corrects; absent: none. */
  readonly replaces?: string | undefined;
}

/** A column of texts. */
export function words(name: string, title: string): Column {
  return { name, title };
}

/** A column of numbers. */
export function numbers(name: string, title: string): Column {
  return { name, title, isNumber: true };
}
