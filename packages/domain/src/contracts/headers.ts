/** Headers of messages with commands that clients set. */
export const HEADERS = {
  /** How long the sender of a request waits for its answer, ms from when it was sent. */
  waitsMs: 'Bellwether-Waits-Ms',
  /** Inbox that gets the outcomes of a durable message: JetStream's acknowledgement takes the protocol's own reply subject. */
  replyTo: 'Bellwether-Reply-To',
  /** Of a message that names for whom it speaks: `<key id>.<Ed25519 signature in base64url>`. */
  signature: 'Bellwether-Signature',
} as const;
