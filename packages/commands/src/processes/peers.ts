/** The other partitions of the installation, as far as one partition needs them. */
export interface Peers {
  /** Resolves when all the others have followed the log up to `position`, or after `timeoutMs`; nobody is waited for longer. */
  followed(position: bigint, timeoutMs: number): Promise<void>;
  /** Lets the others ask `followed` of this partition; the returned function ends that. */
  tell(followed: (position: bigint, timeoutMs: number) => Promise<boolean>): () => void;
}
