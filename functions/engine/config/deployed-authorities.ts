/**
 * The CAs that a deployment lets its certificates use. A definition is foreign input: whoever can write the table of
 * definitions must not choose who signs what the listeners serve, or where requests are sent. Pure.
 */
import { printable, RenewerError } from '../errors.ts';

/**
 * @param authorities directory URLs, as the deployment set them.
 * @throws RenewerError `config-invalid` for any other.
 */
export function expectDeployedAuthority(directoryUrl: string, authorities: readonly string[]): void {
  if (authorities.includes(directoryUrl)) return;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: printable(directoryUrl),
    message:
      `The definition names the CA ${printable(directoryUrl)}, which this stack was not deployed with (it has ` +
      `${authorities.join(', ')}): nothing was sent there, and what is live stays.`,
    advice:
      'If you want this CA, name it in the configuration and deploy again. If you do not know it, find out who wrote the ' +
      'table of definitions.',
  });
}
