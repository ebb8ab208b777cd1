export { Processes, type ProcessesDependencies } from './app.ts';
export { PARKED_REFUSALS, type ParkedAnswer, type ParkedByProcess } from './parked-endpoint.ts';
export { processesOf, type Sessions } from './processes.ts';
export {
  defineProcess,
  type Occasion,
  type ProcessManager,
  type Wanted,
} from './runtime/process.ts';
