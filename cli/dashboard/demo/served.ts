/** What the probes of one certificate of the recorded fleet saw last. */
import type { Leaf, SeenPlace, Served, Standing } from '../../../functions/engine/ports/probes.ts';
import type { StoredCertificate } from '../../../functions/engine/ports/store.ts';
import { attentionAtOf } from '../../../functions/engine/probe/judge-place.ts';
import { ageOf, certificateOf, renewedAfter } from './certificate.ts';
import { chosen, hex } from './chance.ts';
import type { Line } from './story.ts';
import { type At, DAY } from './time.ts';

export function servedOf(line: Line, live: StoredCertificate, at: At): Served {
  const before = certificateOf(line, ageOf(line) + renewedAfter(line), at);
  const leaves: Record<Standing, Leaf | undefined> = {
    served: leafOf(live),
    stale: leafOf(before),
    foreign: { serial: hex(32, `${line.name} foreign`), notBefore: at(-200 * DAY), notAfter: at(165 * DAY) },
    unreachable: undefined,
  };
  const places = Object.entries(line.probes ?? {}).map(([place, [standing, since]]): SeenPlace => {
    const leaf = leaves[standing];
    return {
      place,
      standing,
      since: at(-since),
      ...(leaf ? { leaf } : { reason: 'the connection was refused' }),
    };
  });
  const attentionAt = attentionAtOf(places, live);
  return {
    certificateName: line.name,
    at: at(-chosen(line.name, 3, 55)),
    live: leafOf(live),
    liveSince: live.notBefore,
    earlier: [before.serial],
    places,
    ...(attentionAt && { attentionAt }),
  };
}

function leafOf({ serial, notBefore, notAfter }: StoredCertificate): Leaf {
  return { serial, notBefore, notAfter };
}
