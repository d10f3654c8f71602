/** Which certificates of a client's folder the person means. Pure. */
import { printable, RenewerError } from '../../functions/engine/errors.ts';
import { type Client, type FoundFolder, shownNames } from './found.ts';

const MOST_SHOWN = 10;

/**
 * @param only names as the client has them. @default - all
 * @throws RenewerError `config-invalid` where nothing is there, or one of these names is not.
 */
export function meantOf(
  found: Pick<FoundFolder, 'certificates' | 'unread'>,
  { path, from, only }: { path: string; from: Client; only?: readonly string[] | undefined },
): Pick<FoundFolder, 'certificates' | 'unread'> {
  const names = [...found.certificates, ...found.unread].map(({ name }) => name);
  const absent = only?.filter((name) => !names.includes(name)) ?? [];
  if (absent.length > 0 || names.length === 0) throw notFound(path, from, absent, names);
  const isMeant = ({ name }: { name: string }) => only?.includes(name) ?? true;
  return { certificates: found.certificates.filter(isMeant), unread: found.unread.filter(isMeant) };
}

function notFound(
  path: string,
  from: Client,
  absent: readonly string[],
  names: readonly string[],
): RenewerError {
  const which =
    absent.length > 0 ? `no certificate ${shownNames([...new Set(absent)], MOST_SHOWN)}` : 'no certificate';
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: path,
    message: `${printable(path)} has ${which} of ${from}.${names.length > 0 ? ` There is: ${shownNames([...new Set(names)], MOST_SHOWN)}.` : ''}`,
    advice:
      names.length > 0
        ? 'Give --only a name that is there.'
        : 'Give the folder of the client: /etc/letsencrypt of certbot, .lego of lego, ~/.acme.sh of acme.sh.',
  });
}
