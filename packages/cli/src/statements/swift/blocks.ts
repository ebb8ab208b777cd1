import { StatementError } from '../xml.ts';
import type { MtField } from './message.ts';

/** A block of a message, `16R` to `16S`: its own fields and the blocks in it. */
export interface MtBlock {
  readonly name: string;
  readonly fields: readonly MtField[];
  readonly blocks: readonly MtBlock[];
}

interface Open {
  readonly name: string;
  readonly fields: MtField[];
  readonly blocks: MtBlock[];
}

/** Blocks in blocks beyond this are no statement. */
const DEEP_MAX = 8;

/** Nests a message by its blocks. @throws StatementError where one ends that was not begun, or does not end. */
export function nested(fields: readonly MtField[]): MtBlock {
  const root: Open = { name: '', fields: [], blocks: [] };
  const open: Open[] = [root];
  for (const field of fields) {
    const inside = open.at(-1) as Open;
    if (field.tag === '16R') {
      if (open.length > DEEP_MAX) throw new StatementError('its blocks are too deep');
      open.push({ name: field.value, fields: [], blocks: [] });
    } else if (field.tag === '16S') {
      if (open.length === 1 || inside.name !== field.value)
        throw new StatementError(`block ${field.value} ends in ${inside.name || 'none'}`);
      open.pop();
      open.at(-1)?.blocks.push(inside);
    } else inside.fields.push(field);
  }
  if (open.length > 1) throw new StatementError(`block ${open.at(-1)?.name} does not end`);
  return root;
}

/** All blocks of a name, at whatever depth, in order. */
export function blocksNamed(block: MtBlock, name: string): readonly MtBlock[] {
  return block.blocks.flatMap((inner) =>
    inner.name === name ? [inner] : blocksNamed(inner, name),
  );
}
