// Surveillance by itself: what runs the rules has this door; nobody who decides orders loads them.
export { MONITOR_STATE_VERSION, SurveillanceMonitor } from './monitor.ts';
export type { FoundAlert, MonitorOptions, MonitorState } from './monitor.ts';
export type { Observed } from './observed.ts';
export type { Parameter, SurveillanceRule } from './rule.ts';
export { SURVEILLANCE_RULES, surveillanceRule } from './rules.ts';
