/** What the CA has issued for one line of the story, at any time. */
import { versionName } from '../../../functions/engine/certificate/version-name.ts';
import { directoryUrlOf } from '../../../functions/engine/config/defaults.ts';
import type { StoredCertificate } from '../../../functions/engine/ports/store.ts';
import { chosen, hex } from './chance.ts';
import type { Line } from './story.ts';
import { type At, DAY, HOUR } from './time.ts';

/** In minutes, by the CA's profile. */
const LIVES = { classic: 90 * DAY, tlsserver: 45 * DAY, shortlived: 160 * HOUR };

/** Nothing is issued at the same minute of each day. */
export function ageOf({ name, age = 0 }: Line): number {
  return age + chosen(name, 0, 5 * HOUR);
}

export function lifeOf({ profile = 'classic' }: Line): number {
  return LIVES[profile];
}

/** After how many minutes one is renewed: when half of a short life is left, or a third of a longer one. */
export function renewedAfter(line: Line): number {
  const life = lifeOf(line);
  return life * (life < 10 * DAY ? 0.5 : 0.67);
}

export function certificateOf(line: Line, age: number, at: At): StoredCertificate {
  const { name, names = [name], authority = 'letsencrypt', profile = 'classic' } = line;
  const seed = `${name} ${age}`;
  return {
    version: versionName(at(HOUR - age), Buffer.from(hex(8, seed), 'hex')),
    serial: `04${hex(34, seed)}`,
    sha256: hex(64, `${seed} der`),
    domainNames: names,
    notBefore: at(-age),
    notAfter: at(lifeOf(line) - age),
    keyAlgorithm: 'EC_PRIME256V1',
    certificateAuthority: directoryUrlOf(authority),
    ...(authority === 'letsencrypt' && { profile, certId: hex(12, `${seed} id`) }),
  };
}
