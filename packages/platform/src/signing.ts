export * from './signing/signing.ts';
export * from './signing/fact-signature.ts';
export * from './signing/message-signature.ts';
