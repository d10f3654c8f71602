/** Makes the record of one certificate from its line in the story: what the tables of a renewer would hold of it. */
import { directoryUrlOf } from '../../../functions/engine/config/defaults.ts';
import type { RenewerError } from '../../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../../functions/engine/ports/renewers.ts';
import { ageOf, certificateOf } from './certificate.ts';
import { chosen } from './chance.ts';
import { faultOf } from './fault.ts';
import { servedOf } from './served.ts';
import { stateOf } from './state.ts';
import type { Line } from './story.ts';
import { type At, DAY, HOUR } from './time.ts';

export function recordOf(line: Line, at: At): KnownCertificate {
  const { name, zone, names = [name], regions = ['eu-central-1'], inSecret, probes, usedBy, is } = line;
  const { authority = 'letsencrypt', profile = 'classic' } = line;
  const live = line.age === undefined ? undefined : certificateOf(line, ageOf(line), at);
  const definition = {
    ...{ certificateName: name, domainNames: names, keyAlgorithm: 'EC_PRIME256V1' as const, regions },
    certificateAuthority: directoryUrlOf(authority),
    ...(authority === 'letsencrypt' && { profile }),
    ...(inSecret && { storeInSecretsManager: true }),
    ...(probes && { probe: Object.keys(probes) }),
  };
  const stack = pascal(zone);
  return {
    certificateName: name,
    ...(is !== 'removed' && {
      definition,
      declaredAt: at(is === 'new' ? -3 : -chosen(name, 120 * DAY, 300 * DAY)),
      owner: `cloudformation:eu-central-1/${stack}/${pascal(name)}Certificate`,
    }),
    ...(is !== 'new' && is !== 'unreadable' && { state: stateOf(line, live, at) }),
    ...(live && probes && { served: servedOf(line, live, at) }),
    ...(usedBy && { usedBy, usesReadAt: at(-chosen(name, 20, 300)) }),
    ...(is === 'unreadable' && { unreadable: faultOf('newer-release') as RenewerError }),
    ordersAtCa: { [at(-2 * HOUR).toISOString()]: 3 },
  };
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
