import { FIRST_PARTITION, reject, partitionOf, type Rejected } from '@bellwether/domain';

/**
 * The partition that something belongs to: as it is asked for, or as its name falls; or why there is none such.
 * @param id of the command. @param partitions how many there are.
 */
export function placed(
  id: string,
  name: string,
  wanted: number | undefined,
  partitions: number,
): number | Rejected {
  const partition = wanted ?? partitionOf(name, partitions);
  return unknownPartition(id, partition, partitions) ?? partition;
}

/** What follows from a partition is recorded, so that it never changes; the first one goes without saying. */
export function recordedAs<Field extends string>(
  field: Field,
  partition: number,
): Partial<Record<Field, number>> {
  return partition === FIRST_PARTITION ? {} : ({ [field]: partition } as Record<Field, number>);
}

export function unknownPartition(
  id: string,
  partition: number,
  partitions: number,
): Rejected | undefined {
  if (partition < partitions) return undefined;
  const words = `there is no partition ${partition}, but ${partitions} from 0 on`;
  return { status: 'rejected', id, ...reject('UNKNOWN_PARTITION', words) };
}
