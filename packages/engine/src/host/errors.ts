/** The engine was stopped by its host. */
export class EngineStoppedError extends Error {
  override readonly name = 'EngineStoppedError';
  readonly code = 'ENGINE_STOPPED';

  constructor() {
    super('the engine is stopped');
  }
}

/** The engine's thread ended by itself; `cause` is the error that ended it, if there was one. Build a new engine from facts. */
export class EngineCrashedError extends Error {
  override readonly name = 'EngineCrashedError';
  readonly code = 'ENGINE_CRASHED';

  constructor(message: string, cause?: unknown) {
    super(`the engine died: ${message}`, { cause });
  }
}

/** The engine could not be started as asked. */
export class EngineStartError extends Error {
  override readonly name = 'EngineStartError';
  readonly code = 'ENGINE_START';
}
