import { ProjectionError, type Projections } from '../projections/registry.ts';
import { json, text, type HttpHandler } from './router.ts';

/** `POST /projections/continuous`: what clients use to create a projection where the gRPC method lacks a feature. */
export const projectionFallback =
  (projections: Projections): HttpHandler =>
  async ({ method, path, query, body }) => {
    if (method !== 'POST' || path !== '/projections/continuous') return undefined;
    const name = query.get('name') ?? '';
    const emitEnabled = query.get('emit') === 'true';
    const trackEmittedStreams = query.get('trackemittedstreams') === 'true';
    try {
      await projections.create({
        name,
        mode: 'Continuous',
        query: await body(),
        emitEnabled,
        trackEmittedStreams,
      });
    } catch (error) {
      if (!(error instanceof ProjectionError)) throw error;
      return text(error.message, error.problem === 'exists' ? 409 : 400);
    }
    return json({ name }, 201);
  };
