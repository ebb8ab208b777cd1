/** One key of a store with compare-and-set: all that a lease needs. Revisions rise with every write. */
export interface LeaseKey {
  /** The entry as it is now; undefined where there is none. */
  read(): Promise<{ readonly owner: string; readonly revision: number } | undefined>;
  /** Writes when the entry is still at `revision` (0: when there is none). Returns the new revision, or undefined. */
  write(owner: string, revision: number): Promise<number | undefined>;
  /** Removes the entry when it is still at `revision`. */
  remove(revision: number): Promise<void>;
}
