/** Numbers below `count`, small ones more often: the k-th as 1/k (Zipf, exponent 1). The same every time. */
export const zipf = (count: number, draws: number): Uint16Array => {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let k = 0; k < count; k++) sums[k] = sum += 1 / (k + 1);
  let seed = 12_345;
  return Uint16Array.from({ length: draws }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const at = (seed / 2 ** 32) * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  });
};
