/** EventBridge. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

/** Of one try: an event that may have been taken must not come twice. */
export function lazyEventBridge(options: ClientOptions = {}): Lazy<EventBridgeClient> {
  return memoize(() => new EventBridgeClient({ ...clientDefaults(), maxAttempts: 1, ...options }));
}
