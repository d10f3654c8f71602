/**
 * The tags that our first import puts on an ACM certificate: by them a later run finds it, and the stack's policies
 * keep to what is its own. Imports nothing, so that both sides can load it.
 */

/** Value: the certificate's name, as in the bucket (store-keys.ts). */
export const CERTIFICATE_TAG = 'dnscale-certs:certificate';

/** Value: the stack's name. */
export const STACK_TAG = 'dnscale-certs:stack';
