/** Lets one act at a time happen to each of many named things, in order of arrival. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  take(name: string, act: () => Promise<void>): Promise<void> {
    const turn = (this.last.get(name) ?? Promise.resolve()).then(act);
    const settled = turn.catch(() => {});
    this.last.set(name, settled);
    void settled.then(() => {
      if (this.last.get(name) === settled) this.last.delete(name);
    });
    return turn;
  }
}
