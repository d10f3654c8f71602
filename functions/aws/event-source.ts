/** By this source our events are known on EventBridge; the role of the renew function may use no other. */
export const EVENT_SOURCE = 'dnscale-certs';
