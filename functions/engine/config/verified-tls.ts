/**
 * Node takes every certificate of every server while NODE_TLS_REJECT_UNAUTHORIZED is 0: whoever is on the way to DNScale, the
 * CA or AWS would get the token. Command and functions refuse to work then, before they read it.
 */
import { RenewerError } from '../errors.ts';

/** @throws RenewerError `config-invalid`. */
export function expectVerifiedTls(environment: Readonly<Record<string, string | undefined>>): void {
  // Node compares it with exactly this text.
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: 'NODE_TLS_REJECT_UNAUTHORIZED',
    message:
      'The environment variable NODE_TLS_REJECT_UNAUTHORIZED is 0, so that Node would take any server for DNScale, for the CA ' +
      'and for AWS, and give it the token. No secret was read, and nobody was asked.',
    advice: 'Remove the variable from the function.',
    adviceToCaller:
      'Remove the variable; to trust a CA of your own, let NODE_EXTRA_CA_CERTS name a file with its certificate.',
  });
}
