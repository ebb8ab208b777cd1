export { Documents } from './operation/documents.ts';
export * from './app.ts';
export * from './context.ts';
export * from './subscriptions/change-bridge.ts';
export * from './plugins/users.ts';
export { FeedDoor } from './feeds/feed-door.ts';
