/** Subject under which the owner of a partition says that it answers commands from now on. */
export function servingSubject(partition: number): string {
  return `serving.${partition}`;
}

/** Whether a request under a subject may be answered by who has just begun to serve a partition. */
export function concerns(announced: string, subject: string): boolean {
  const [, context, , key] = subject.split('.');
  // Every owner answers for accounts, instruments, sessions and approvals.
  return context !== 'trading' || announced === servingSubject(Number(key));
}
