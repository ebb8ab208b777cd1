import type { Capability } from '../read-model/capability.ts';
import { factsTable } from './facts.ts';
import { auditLogProjection } from './projection.ts';

/** The audit log: every fact, in chains of hashes. Nobody asks it over the API. */
export const AUDIT: Capability = { projections: [auditLogProjection, factsTable] };
