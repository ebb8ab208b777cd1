/** Tells the processor that the thread is spinning; nothing where the engine does not know `Atomics.pause`. */
export const pause: () => void =
  (Atomics as { readonly pause?: () => void }).pause?.bind(Atomics) ?? ((): void => {});
