import { eq, sql } from 'drizzle-orm';
import { index, text, type PgTable } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import { day, int8, name, sum } from './columns.ts';
import { definitionOf } from './create-table.ts';
import { readModels } from './schema.ts';

const define = (postgres: PgTable): readonly string[] =>
  definitionOf({ name: 'notes', tables: { postgres } }, 'notes_v2_3');

describe('the table of a read model', () => {
  test('has the columns, the key and the indexes of its declaration, under the name of its build', () => {
    const notes = readModels.table(
      'notes',
      { noteId: text().primaryKey(), owner: text(), written: sum(), position: int8() },
      (columns) => [
        index('owner')
          .on(columns.owner, columns.position.desc())
          .where(sql`owner is not null`),
      ],
    );
    expect(define(notes)).toEqual([
      'create table read_models.notes_v2_3 (note_id text not null, owner text, written numeric(38, 0) not null, ' +
        'position bigint not null, primary key (note_id))',
      'create index notes_v2_3_owner on read_models.notes_v2_3 using btree ' +
        '(owner asc nulls last, position desc nulls last) where owner is not null',
    ]);
  });

  test('is in months where its rows have a trade date', () => {
    const notes = readModels.table('notes', { tradeDate: day(), note: name() });
    expect(define(notes)[0]).toMatch(/ partition by range \(trade_date\)$/);
  });

  test('is refused by name where the declaration says more than follows from facts', () => {
    const notes = readModels.table('notes', { note: name().default('none') });
    expect(() => define(notes)).toThrow('the table of notes declares more');
    const valued = readModels.table('notes', { note: name() }, (columns) => [
      index('one').on(columns.note).where(eq(columns.note, 'one')),
    ]);
    expect(() => define(valued)).toThrow('an index has a value in it');
  });
});
