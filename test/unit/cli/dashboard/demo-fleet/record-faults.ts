/**
 * What is wrong with some of the recorded fleet: errors of the product's own code, as docs/errors.md has them, with the names of
 * the fleet in place of the page's.
 */
import { errorOf } from '../../../errors/error-sites.ts';
import { TEXTS } from '../../../errors/texts/all.ts';

/** By its name in the fleet: its heading in docs/errors.md, and by what stands there what stands here. */
const FAULTS: Record<string, [when: string, names: Record<string, string>]> = {
  'caa-forbids': [
    'CAA lets in other CAs only.',
    { 'www.example.com': 'api.example.com', 'other.test': 'digicert.com', 'another.test': 'sectigo.com' },
  ],
  lame: [
    'Its servers do not serve the zone.',
    { 'example.com': 'shop.example', 'ns-192.0.2.1.dnscale.test': 'ns1.registrar.example' },
  ],
  lagging: [
    'Some name servers are late.',
    { 'www.example.com': 'lists.example.org', 'example.com': 'example.org' },
  ],
  'ca-away': ['A gateway in front of the CA answers.', {}],
  'dnssec-broken': ['Validating resolvers refuse the zone.', { 'example.com': 'example.net' }],
  'dnscale-away': ['DNScale has an outage.', {}],
  'newer-release': ['A newer release wrote the state.', { 'example.com': 'git.lab.example' }],
};

export async function recordFaults(): Promise<string> {
  const faults = await Promise.all(
    Object.entries(FAULTS).map(async ([name, fault]) => [name, await recorded(...fault)] as const),
  );
  return `${JSON.stringify(Object.fromEntries(faults), null, 2)}\n`;
}

async function recorded(when: string, names: Record<string, string>) {
  const [, bringAbout] = TEXTS.find(([heading]) => heading === when) ?? [];
  if (!bringAbout) throw new Error(`docs/errors.md has no "${when}".`);
  const { code, disposition, message, advice, subject } = await errorOf(bringAbout);
  const ours = (text: string | undefined) =>
    text && renamed(text, { 'ca.test': 'letsencrypt.org', ...names });
  return { code, disposition, message: ours(message), advice: ours(advice), subject: ours(subject) };
}

/** All at once: what was put in is not replaced again. */
function renamed(text: string, names: Readonly<Record<string, string>>): string {
  const longest = Object.keys(names).toSorted((a, b) => b.length - a.length);
  const pattern = longest.map((name) => name.replaceAll('.', '\\.')).join('|');
  return text.replaceAll(new RegExp(pattern, 'g'), (name) => names[name] ?? name);
}
