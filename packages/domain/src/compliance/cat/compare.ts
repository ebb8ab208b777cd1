import { catLine, parseCatLine, type CatRecord } from './record.ts';

/** How many records of a type the log comes to and a file has. */
export interface CatCount {
  readonly type: string;
  readonly log: number;
  readonly file: number;
}

/** What a day's files have against what the log says. */
export interface CatCompleteness {
  readonly counts: readonly CatCount[];
  /** Ids of records that are in no file. */
  readonly missing: readonly string[];
  /** Ids in a file of which the log knows nothing. */
  readonly unexpected: readonly string[];
  /** Ids of records that say something else in the file. */
  readonly different: readonly string[];
}

/** Lines by id; of a record that was corrected, the last one; none of what was deleted. */
function standing(lines: readonly string[]): ReadonlyMap<string, { type: string; text: string }> {
  const found = new Map<string, { type: string; text: string }>();
  for (const line of lines) {
    const body = parseCatLine(line);
    const id = body['firmROEID'] as string;
    if (body['actionType'] === 'DEL') found.delete(id);
    else {
      const text = line.replace(/^\{"actionType":"[A-Z]{3}"/, '{"actionType":"NEW"');
      found.set(id, { type: body['type'] as string, text });
    }
  }
  return found;
}

/** Holds files against the log. @param lines of all files of the day, in the order in which they were submitted. */
export function catCompleteness(
  records: readonly CatRecord[],
  lines: readonly string[],
): CatCompleteness {
  const files = standing(lines);
  const ids = new Set(records.map(({ id }) => id));
  const types = [...new Set([...records, ...files.values()].map(({ type }) => type))].toSorted();
  const count = (all: Iterable<{ type: string }>, type: string) =>
    [...all].filter((one) => one.type === type).length;
  return {
    counts: types.map((type) => ({
      type,
      log: count(records, type),
      file: count(files.values(), type),
    })),
    missing: records.filter(({ id }) => !files.has(id)).map(({ id }) => id),
    unexpected: [...files.keys()].filter((id) => !ids.has(id)),
    different: records
      .filter((record) => {
        const there = files.get(record.id);
        return there !== undefined && there.text !== catLine(record);
      })
      .map(({ id }) => id),
  };
}

/** Lines that bring submitted files to what the log says now: what is new, corrected (COR) and taken back (DEL), no others. */
export function catCorrections(
  records: readonly CatRecord[],
  submitted: readonly string[],
): readonly string[] {
  const { missing, unexpected, different } = catCompleteness(records, submitted);
  const [fresh, changed] = [new Set(missing), new Set(different)];
  const files = standing(submitted);
  return [
    ...records.flatMap((record) => {
      if (fresh.has(record.id)) return [catLine(record)];
      return changed.has(record.id) ? [catLine(record, 'COR')] : [];
    }),
    ...unexpected.map((firmROEID) =>
      JSON.stringify({ actionType: 'DEL', firmROEID, type: files.get(firmROEID)?.type ?? '' }),
    ),
  ];
}
