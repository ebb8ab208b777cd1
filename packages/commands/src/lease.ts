// For other services of which one instance acts at a time.
export { Lease } from './ownership/lease.ts';
export { natsLeaseKey } from './ownership/nats-lease-key.ts';
