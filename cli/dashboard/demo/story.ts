/** The recorded fleet, a line for each certificate: six zones, and something wrong in each kind of way. Times are in minutes. */

import type { RunStep } from '../../../functions/engine/ports/events.ts';
import type { Standing } from '../../../functions/engine/ports/probes.ts';
import type { Fault } from './fault.ts';
import { DAY, HOUR } from './time.ts';

export type Line = {
  name: string;
  zone: string;
  /** @default - the name alone */
  names?: string[];
  /** The CA's profile, which says how long a certificate lives. @default classic */
  profile?: 'classic' | 'tlsserver' | 'shortlived';
  /** For how long it has been valid, at least. @default - it was never issued */
  age?: number;
  /** @default letsencrypt, which advises on renewal */
  authority?: 'letsencrypt' | 'google';
  /** @default eu-central-1 */
  regions?: string[];
  inSecret?: boolean;
  /** By place: what it serves, and since when. */
  probes?: Record<string, [Standing, number]>;
  usedBy?: string[];
  /** `isOver`: the runs after these went well. */
  failed?: { fault: Fault; step: RunStep; count: number; ago: number; sinceAgo: number; isOver?: true };
  /** Its next renewal would fail. */
  atRisk?: { fault: Fault; sinceAgo: number };
  revoked?: { askedAgo: number; revokedAgo: number };
  is?: 'new' | 'renewing' | 'overdue' | 'removed' | 'unreadable';
};

const lb = (name: string) =>
  `arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/${name}`;
const WEB = lb('web/50dc6c49');
const CDN = 'arn:aws:cloudfront::111122223333:distribution/E2QWRUHAPOMQZL';
const EUROPE_AND_CDN = ['eu-central-1', 'us-east-1'];
const THREE = ['eu-central-1', 'eu-west-1', 'us-east-1'];

const WELL: readonly Line[] = [
  {
    ...{ name: 'example.com', zone: 'example.com', names: ['example.com', '*.example.com'], age: 21 * DAY },
    ...{ regions: THREE, usedBy: [lb('web/50dc6c49'), CDN] },
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
    usedBy: [lb('admin/6d0e')],
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
    usedBy: [lb('ws/2b1f')],
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
    usedBy: [lb('shop/9a77'), CDN],
    failed: {
      fault: 'ca-away',
      step: 'newOrder',
      count: 4,
      ago: 25 * DAY - 30,
      sinceAgo: 25 * DAY + 3 * HOUR,
      isOver: true,
    },
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
    usedBy: [lb('webmail/77c1')],
  },
];

const TROUBLED: readonly Line[] = [
  {
    ...{
      name: 'api.example.com',
      zone: 'example.com',
      age: 61 * DAY,
      regions: EUROPE_AND_CDN,
      usedBy: [WEB],
    },
    probes: { 'api.example.com:443': ['served', 60 * DAY] },
    failed: { fault: 'caa-forbids', step: 'preflight', count: 9, ago: 35, sinceAgo: 9 * HOUR },
  },
  {
    ...{ name: 'checkout.shop.example', zone: 'shop.example', age: 92 * DAY },
    failed: { fault: 'lame', step: 'preflight', count: 600, ago: 20, sinceAgo: 26 * DAY },
  },
  {
    ...{ name: 'lists.example.org', zone: 'example.org', age: 78 * DAY },
    failed: { fault: 'lagging', step: 'waitForPropagation', count: 31, ago: 48, sinceAgo: 12 * DAY },
  },
  {
    ...{ name: 'api.example.net', zone: 'example.net', age: 61 * DAY - 9 * HOUR },
    failed: { fault: 'ca-away', step: 'newOrder', count: 3, ago: 50, sinceAgo: 4 * HOUR },
  },
  {
    ...{ name: 'legacy.example.net', zone: 'example.net', age: 52 * DAY },
    atRisk: { fault: 'dnssec-broken', sinceAgo: 5 * DAY },
  },
  {
    ...{ name: 'search.shop.example', zone: 'shop.example', age: 36 * DAY },
    atRisk: { fault: 'dnscale-away', sinceAgo: 2 * HOUR },
  },
  {
    ...{ name: 'www.example.com', zone: 'example.com', age: 8 * DAY, inSecret: true },
    probes: {
      'www.example.com:443': ['served', 8 * DAY],
      'origin-1.example.com:443': ['stale', 8 * DAY],
      'origin-2.example.com:443': ['unreachable', 2 * DAY],
    },
  },
  {
    ...{ name: 'grafana.lab.example', zone: 'lab.example', profile: 'shortlived', age: 50 * HOUR },
    probes: { 'grafana.lab.example:443': ['foreign', 40 * HOUR] },
  },
  {
    name: 'pay.shop.example',
    zone: 'shop.example',
    age: 13 * DAY,
    revoked: { askedAgo: 70, revokedAgo: 66 },
  },
  { name: 'auth.example.com', zone: 'example.com', age: 60 * DAY, usedBy: [WEB], is: 'renewing' },
  { name: 'build.lab.example', zone: 'lab.example', is: 'new' },
  {
    name: 'lab.example',
    zone: 'lab.example',
    names: ['lab.example', '*.lab.example'],
    age: 35 * DAY,
    is: 'overdue',
  },
  { name: 'old.example.org', zone: 'example.org', age: 64 * DAY, usedBy: [WEB], is: 'removed' },
  { name: 'returns.shop.example', zone: 'shop.example', age: 70 * DAY, usedBy: [], is: 'removed' },
  { name: 'git.lab.example', zone: 'lab.example', is: 'unreadable' },
];

export const STORY: readonly Line[] = [...WELL, ...TROUBLED];
