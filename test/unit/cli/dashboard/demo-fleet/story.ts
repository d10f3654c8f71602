/** The recorded fleet, a line for each certificate: six zones, and something wrong in each kind of way. */
import { failures } from './past.ts';
import type { Line } from './record.ts';
import { DAY, HOUR } from './tokens.ts';
import { troubled } from './troubled.ts';

const lb = (region: string, name: string) =>
  `arn:aws:elasticloadbalancing:${region}:111122223333:loadbalancer/app/${name}`;
const CDN = 'arn:aws:cloudfront::111122223333:distribution/E2QWRUHAPOMQZL';
const EUROPE_AND_CDN = ['eu-central-1', 'us-east-1'];
const THREE = ['eu-central-1', 'eu-west-1', 'us-east-1'];

const CA_AWAY = {
  code: 'acme-unavailable',
  message: 'The CA at letsencrypt.org cannot be used now.',
} as const;

const WELL: readonly Line[] = [
  {
    ...{ name: 'example.com', zone: 'example.com', names: ['example.com', '*.example.com'], age: 21 * DAY },
    ...{ regions: THREE, usedBy: [lb('eu-central-1', 'web/50dc6c49'), CDN] },
    probes: { 'example.com:443': ['served', 21 * DAY], 'www.example.com:443': ['served', 21 * DAY] },
  },
  {
    name: 'static.example.com',
    zone: 'example.com',
    profile: 'tlsserver',
    age: 12 * DAY,
    regions: ['us-east-1'],
    usedBy: [CDN],
  },
  {
    name: 'status.example.com',
    zone: 'example.com',
    profile: 'shortlived',
    age: 30 * HOUR,
    probes: { 'status.example.com:443': ['served', 28 * HOUR] },
  },
  { name: 'img.example.com', zone: 'example.com', age: 3 * DAY, regions: EUROPE_AND_CDN },
  {
    name: 'admin.example.com',
    zone: 'example.com',
    age: 47 * DAY,
    usedBy: [lb('eu-central-1', 'admin/6d0e')],
  },
  { name: 'example.net', zone: 'example.net', age: 9 * DAY, regions: EUROPE_AND_CDN, usedBy: [CDN] },
  {
    name: 'wildcard.example.net',
    zone: 'example.net',
    names: ['*.example.net'],
    age: 38 * DAY,
    regions: THREE,
    inSecret: true,
  },
  {
    name: 'edge-fra.example.net',
    zone: 'example.net',
    profile: 'shortlived',
    age: 8 * HOUR,
    probes: { 'edge-fra.example.net:443': ['served', 6 * HOUR] },
  },
  {
    name: 'edge-dub.example.net',
    zone: 'example.net',
    profile: 'shortlived',
    age: 62 * HOUR,
    regions: ['eu-west-1'],
    probes: { 'edge-dub.example.net:443': ['served', 60 * HOUR] },
  },
  {
    name: 'ws.example.net',
    zone: 'example.net',
    profile: 'tlsserver',
    age: 27 * DAY,
    usedBy: [lb('eu-central-1', 'ws/2b1f')],
  },
  { name: 'metrics.example.net', zone: 'example.net', age: 55 * DAY },
  { name: 'example.org', zone: 'example.org', names: ['example.org', 'www.example.org'], age: 15 * DAY },
  {
    ...{ name: 'mail.example.org', zone: 'example.org', age: 33 * DAY, regions: [], inSecret: true },
    probes: { 'mail.example.org:587': ['served', 33 * DAY], 'mail.example.org:993': ['served', 33 * DAY] },
  },
  {
    ...{ name: 'imap.example.org', zone: 'example.org', age: 18 * DAY, regions: [], inSecret: true },
    probes: {
      'imap.example.org:993': ['served', 18 * DAY],
      'imap2.example.org:993': ['unreachable', 3 * HOUR],
    },
  },
  {
    name: 'docs.example.org',
    zone: 'example.org',
    profile: 'tlsserver',
    age: 6 * DAY,
    regions: ['us-east-1'],
    usedBy: [CDN],
  },
  {
    ...{ name: 'shop.example', zone: 'shop.example', age: 25 * DAY, regions: EUROPE_AND_CDN },
    names: ['shop.example', 'www.shop.example', 'm.shop.example', 'basket.shop.example'],
    usedBy: [lb('eu-central-1', 'shop/9a77'), CDN],
    runs: failures(CA_AWAY, { count: 4, ago: 25 * DAY - 30, sinceAgo: 25 * DAY + 3 * HOUR }),
  },
  { name: 'cdn.shop.example', zone: 'shop.example', age: 41 * DAY, regions: ['us-east-1'], usedBy: [CDN] },
  { name: 'assets.shop.example', zone: 'shop.example', age: 58 * DAY + 6 * HOUR, regions: ['us-east-1'] },
  { name: 'gift-cards.shop.example', zone: 'shop.example', profile: 'tlsserver', age: 23 * DAY },
  { name: 'packages.lab.example', zone: 'lab.example', profile: 'tlsserver', age: 19 * DAY },
  {
    name: 'mail.example',
    zone: 'mail.example',
    names: ['mail.example', '*.mail.example'],
    authority: 'google',
    age: 44 * DAY,
  },
  {
    ...{
      name: 'smtp.mail.example',
      zone: 'mail.example',
      authority: 'google',
      age: 51 * DAY,
      inSecret: true,
    },
    probes: { 'smtp.mail.example:465': ['served', 51 * DAY], 'smtp.mail.example:587': ['served', 51 * DAY] },
  },
  {
    name: 'mx1.mail.example',
    zone: 'mail.example',
    age: 29 * DAY,
    regions: [],
    inSecret: true,
    probes: { 'mx1.mail.example:587': ['served', 29 * DAY] },
  },
  {
    name: 'mx2.mail.example',
    zone: 'mail.example',
    age: 30 * DAY,
    regions: [],
    inSecret: true,
    probes: { 'mx2.mail.example:587': ['served', 30 * DAY] },
  },
  {
    name: 'webmail.mail.example',
    zone: 'mail.example',
    age: 5 * DAY,
    usedBy: [lb('eu-central-1', 'webmail/77c1')],
  },
];

export async function story(): Promise<Line[]> {
  return [...WELL, ...(await troubled())];
}
