/** The smallest list that still fails, by leaving out ever smaller stretches (delta debugging). */
export const shrink = <T>(items: readonly T[], fails: (some: readonly T[]) => boolean): T[] => {
  let current = [...items];
  for (let size = Math.ceil(current.length / 2); size >= 1;) {
    const before = current.length;
    for (let from = 0; from < current.length;) {
      const without = current.toSpliced(from, size);
      if (fails(without)) current = without;
      else from += size;
    }
    if (current.length === before || size > current.length) {
      if (size === 1) break;
      size = Math.ceil(size / 2);
    }
  }
  return current;
};
