import { DataType, load, open } from 'ffi-rs';

// Two calls of the C library that Node does not offer.

const SELF = 'libc';
const LOCK_EX_NB = 2 | 4;
let opened = false;

function call(
  name: string,
  types: DataType[],
  values: unknown[],
): { value: number; errno: number } {
  // The empty path is the running program itself, which has the C library in it.
  if (!opened) open({ library: SELF, path: '' });
  opened = true;
  const { value, errnoCode } = load<DataType.I32, true>({
    library: SELF,
    funcName: name,
    retType: DataType.I32,
    paramsType: types,
    paramsValue: values,
    errno: true,
  });
  return { value, errno: errnoCode };
}

/** flock(2), exclusive, without waiting: false where another process holds it. The kernel releases it at the holder's end. */
export function tryLock(fd: number): boolean {
  return call('flock', [DataType.I32, DataType.I32], [fd, LOCK_EX_NB]).value === 0;
}

/** mkfifo(3) with mode 0600. */
export function makePipe(path: string): void {
  const { value, errno } = call('mkfifo', [DataType.String, DataType.U32], [path, 0o600]);
  if (value !== 0) throw new Error(`mkfifo ${path}: errno ${errno}`);
}
