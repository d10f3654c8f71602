/** Those of the recorded fleet that are not simply well: every other word that the status has, most of them with a real error. */

import type { RenewerError } from '../../../../../functions/engine/errors.ts';
import { failureOf, readinessFailureOf, wrongOf } from './faults.ts';
import { failures } from './past.ts';
import type { Line } from './record.ts';
import { at, DAY, HOUR, hex, versionName } from './tokens.ts';

const WEB = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/50dc6c49';
const LETSENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';

export async function troubled(): Promise<Line[]> {
  return [
    ...(await failing()),
    ...(await atRisk()),
    ...notServed(),
    ...revoked(),
    ...underWay(),
    ...removed(),
    await unreadable(),
  ];
}

async function failing(): Promise<Line[]> {
  const caa = { count: 9, ago: 35, sinceAgo: 9 * HOUR };
  const forbids = await failureOf(
    {
      when: 'CAA lets in other CAs only.',
      names: {
        'www.example.com': 'api.example.com',
        'other.test': 'digicert.com',
        'another.test': 'sectigo.com',
      },
    },
    { step: 'preflight', ...caa },
  );
  const lame = { count: 40, ago: 20, sinceAgo: 26 * DAY };
  const elsewhere = await failureOf(
    {
      when: 'Its servers do not serve the zone.',
      names: { 'example.com': 'shop.example', 'ns-192.0.2.1.dnscale.test': 'ns1.registrar.example' },
    },
    { step: 'preflight', ...lame },
  );
  const late = { count: 31, ago: 48, sinceAgo: 12 * DAY };
  const lagging = await failureOf(
    { when: 'Some name servers are late.', names: { 'www.example.com': 'lists.example.org' } },
    { step: 'waitForPropagation', ...late },
  );
  const away = { count: 3, ago: 50, sinceAgo: 4 * HOUR };
  const outage = await failureOf(
    { when: 'A gateway in front of the CA answers.', names: {} },
    { step: 'newOrder', ...away },
  );
  return [
    {
      ...{ name: 'api.example.com', zone: 'example.com', age: 61 * DAY, usedBy: [WEB] },
      ...{ regions: ['eu-central-1', 'us-east-1'], probes: { 'api.example.com:443': ['served', 60 * DAY] } },
      ...{ runs: failures(forbids, caa), state: { failure: forbids } },
    },
    {
      ...{ name: 'checkout.shop.example', zone: 'shop.example', age: 92 * DAY },
      ...{ runs: failures(elsewhere, lame), state: { failure: elsewhere } },
    },
    {
      ...{ name: 'lists.example.org', zone: 'example.org', age: 78 * DAY },
      ...{ runs: failures(lagging, late), state: { failure: lagging } },
    },
    {
      ...{ name: 'api.example.net', zone: 'example.net', age: 61 * DAY - 9 * HOUR },
      ...{ runs: failures(outage, away), state: { failure: outage } },
    },
  ];
}

async function atRisk(): Promise<Line[]> {
  const names = { 'example.com': 'example.net' };
  const broken = await readinessFailureOf({ when: 'Validating resolvers refuse the zone.', names }, 5 * DAY);
  const away = await readinessFailureOf({ when: 'DNScale has an outage.', names: {} }, 2 * HOUR);
  const readiness = { at: at(-2 * HOUR), provedAt: at(-6 * DAY) };
  return [
    {
      ...{ name: 'legacy.example.net', zone: 'example.net', age: 52 * DAY },
      state: { readiness: { ...readiness, failure: broken } },
    },
    {
      ...{ name: 'search.shop.example', zone: 'shop.example', age: 36 * DAY },
      state: { readiness: { ...readiness, provedAt: at(-26 * HOUR), failure: away } },
    },
  ];
}

function notServed(): Line[] {
  return [
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
  ];
}

function revoked(): Line[] {
  const asked = { askedAt: at(-70), revokedAt: at(-66), reason: 'keyCompromise', isAtOnce: true } as const;
  return [{ name: 'pay.shop.example', zone: 'shop.example', age: 13 * DAY, revoked: asked }];
}

function underWay(): Line[] {
  const version = versionName(-1, 'auth.example.com');
  const order = {
    ...{ version, definitionHash: hex(12, 'hash'), certificateAuthority: LETSENCRYPT, startedAt: at(-1) },
    url: 'https://acme-v02.api.letsencrypt.org/acme/order/2871064/4412345678',
  };
  const txt = { zoneId: 'z1', zoneName: 'example.com', name: '_acme-challenge.auth.example.com', value: 'v' };
  return [
    {
      ...{ name: 'auth.example.com', zone: 'example.com', age: 60 * DAY, usedBy: [WEB] },
      state: { order, txtRecords: [txt], runUntil: at(4), nextCheckAt: at(-2) },
    },
    {
      ...{ name: 'build.lab.example', zone: 'lab.example' },
      changes: { declaredAt: at(-3), state: undefined },
    },
    {
      ...{ name: 'lab.example', zone: 'lab.example', names: ['lab.example', '*.lab.example'], age: 35 * DAY },
      state: { nextCheckAt: at(-2 * DAY) },
    },
  ];
}

function removed(): Line[] {
  const gone = { definition: undefined, declaredAt: undefined, owner: undefined };
  return [
    {
      ...{ name: 'old.example.org', zone: 'example.org', age: 64 * DAY, usedBy: [WEB], changes: gone },
      state: { nextCheckAt: undefined },
    },
    {
      ...{ name: 'returns.shop.example', zone: 'shop.example', age: 70 * DAY, usedBy: [], changes: gone },
      state: { nextCheckAt: undefined },
    },
  ];
}

async function unreadable(): Promise<Line> {
  const names = { 'example.com': 'git.lab.example' };
  const wrong = await wrongOf({ when: 'A newer release wrote the state.', names });
  const { code, disposition, message, advice } = wrong;
  const error = { code, disposition, message, advice } as RenewerError;
  return {
    ...{ name: 'git.lab.example', zone: 'lab.example' },
    changes: { unreadable: error, state: undefined },
  };
}
