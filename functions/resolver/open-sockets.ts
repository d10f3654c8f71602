/** The sockets of this process to DNS servers, of all resolvers together. It opens none. */
import { createGate } from '../engine/gate.ts';

/** A Lambda function has 1,024 file descriptors, and others need some. */
export const OPEN_SOCKETS = createGate(512);
