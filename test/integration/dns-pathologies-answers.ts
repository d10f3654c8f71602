/** DNS pathologies of the answer: it is old, odd, forged, cached, or about another name. */
import { Resolver } from 'node:dns/promises';
import { expect } from 'vitest';
import { type AskedQuestion, replyTo, txt } from '../support/scripted-dns-server.ts';
import type { Dnscale } from '../support/world/dnscale/dnscale.ts';
import { NS3, ODD, type Pathology, VALUE } from './dns-pathologies-world.ts';

const NAME = '_acme-challenge.www.example.com';
const FOR_EVER = Number.POSITIVE_INFINITY;
const OTHER_VALUE = 'FRXZgOKZ0d3Su5lzzzGg3MfSaWBCiBBzKNS8EqUqaeE';
/** Four character-strings of 255 octets and one of 5. */
const LONG_VALUE = `${VALUE.repeat(24).slice(0, 1_020)}tail.`;

export const ANSWER_PATHOLOGIES: Pathology[] = [
  {
    pathology: 'a server that answers lacks one of two values of the RRset',
    wanted: [
      { domainName: 'example.com', value: VALUE },
      { domainName: '*.example.com', value: OTHER_VALUE },
    ],
    odd: (question, name, values) => replyTo(question, { answers: values.slice(0, 1).map(at(name)) }),
    truth: { verdict: 'wait', behind: [ODD], says: ['shows 1 of 2 values'] },
  },
  {
    pathology: 'an old value stands beside the new one',
    records: [{ name: NAME, type: 'TXT', content: OTHER_VALUE }],
    // The old value hides what the servers would say of the host without it.
    truth: { verdict: 'answer', warnings: ['It is not known whether www.example.com exists only'] },
  },
  {
    pathology: 'one server shows the old value only',
    records: [{ name: NAME, type: 'TXT', content: OTHER_VALUE }],
    servers: { [NS3]: { frozen: true } },
    truth: { verdict: 'wait', behind: [NS3], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'so many values of others stand beside it that no UDP answer holds them',
    records: Array.from({ length: 40 }, (_, i) => ({
      name: NAME,
      type: 'TXT',
      content: `${OTHER_VALUE}-${i}`,
    })),
    truth: { verdict: 'answer' },
  },
  {
    pathology: 'a server cuts the value into several character-strings',
    odd: (question, name, values) =>
      replyTo(question, { answers: values.map((value) => txt(name, value.slice(0, 7), '', value.slice(7))) }),
    truth: { verdict: 'answer', healthy: [ODD] },
  },
  {
    pathology: 'a value that is longer than one character-string of 255 octets',
    wanted: [{ domainName: 'www.example.com', value: LONG_VALUE }],
    truth: { verdict: 'answer' },
  },
  {
    pathology: 'a server shows the first character-string of a long value only',
    wanted: [{ domainName: 'www.example.com', value: LONG_VALUE }],
    odd: (question, name, values) =>
      replyTo(question, { answers: values.map((value) => txt(name, value.slice(0, 255))) }),
    truth: { verdict: 'wait', behind: [ODD], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'a server shows the value at a sibling name only',
    odd: (question, _, values) =>
      replyTo(question, { answers: values.map(at('_acme-challenge.example.com')) }),
    truth: { verdict: 'wait', behind: [ODD], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'a server spoils the case of the value, which counts in base64url',
    odd: (question, name, values) =>
      replyTo(question, { answers: values.map((value) => txt(name, value.toLowerCase())) }),
    truth: { verdict: 'wait', behind: [ODD], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'a wildcard TXT covers the challenge name, and still does so at a server that lags',
    records: [{ name: '*', type: 'TXT', content: 'v=spf1 -all' }],
    servers: { [NS3]: { lagMs: 800 } },
    truth: {
      verdict: 'answer',
      warnings: ['exists only through the wildcard *.example.com'],
      afterMs: 800,
      healthy: [NS3],
    },
  },
  {
    pathology: 'a server writes names in mixed case (0x20)',
    odd: (question, name, values) => {
      const mixed = '_AcMe-ChAlLeNgE.wWw.ExAmPlE.cOm';
      expect(mixed.toLowerCase()).toBe(name.toLowerCase());
      return replyTo(question, { questions: [{ type: 'TXT', name: mixed }], answers: values.map(at(mixed)) });
    },
    truth: { verdict: 'answer', healthy: [ODD] },
  },
  {
    pathology: 'the recursive resolver has cached that the name does not exist',
    prepare: expectNoSuchName,
    written: expectNoSuchName,
    truth: { verdict: 'answer' },
  },
  {
    pathology: 'a forged answer with another id shows the value before the right one, which lacks it',
    odd: (question, name) => [
      replyTo(question, { id: anotherId(question), answers: [txt(name, VALUE)] }),
      replyTo(question),
    ],
    truth: { verdict: 'wait', behind: [ODD], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'a forged answer to another question shows the value before the right one, which lacks it',
    odd: (question, name) => [
      replyTo(question, { questions: [{ type: 'TXT', name: 'example.net' }], answers: [txt(name, VALUE)] }),
      replyTo(question),
    ],
    truth: { verdict: 'wait', behind: [ODD], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'a forged answer denies the name before the right one, which has the value',
    odd: (question, name, values) => [
      replyTo(question, { id: anotherId(question) }),
      replyTo(question, { answers: values.map(at(name)) }),
    ],
    truth: { verdict: 'answer', healthy: [ODD] },
  },
  {
    pathology: 'one of two values flaps: it appears, vanishes, and appears again with the other',
    wanted: [
      { domainName: 'example.com', value: VALUE },
      { domainName: '*.example.com', value: OTHER_VALUE },
    ],
    odd: inTurn([200, VALUE], [400], [600, OTHER_VALUE], [FOR_EVER, VALUE, OTHER_VALUE]),
    truth: { verdict: 'answer', rrsets: ['_acme-challenge.example.com'], afterMs: 600, healthy: [ODD] },
  },
  {
    pathology: 'the value flaps: it appears, vanishes, and appears again when another server has it too',
    odd: inTurn([200, VALUE], [1_200], [FOR_EVER, VALUE]),
    servers: { [NS3]: { lagMs: 600 } },
    truth: { verdict: 'answer', afterMs: 1_200, healthy: [ODD, NS3] },
  },
];

function at(name: string) {
  return (value: string) => txt(name, value);
}

/** Shows sets of values in turn, each until so many ms after the first question. */
function inTurn(...sets: [untilMs: number, ...values: string[]][]): NonNullable<Pathology['odd']> {
  let firstAt: number | undefined;
  return (question, name) => {
    firstAt ??= performance.now();
    const elapsedMs = performance.now() - firstAt;
    const [, ...values] = sets.find(([untilMs]) => elapsedMs < untilMs) ?? [];
    return replyTo(question, { answers: values.map(at(name)) });
  };
}

/** An id that the query does not have. */
function anotherId({ packet: { id = 0 } }: AskedQuestion): number {
  return id ^ 1;
}

/** Another client's question through the same resolver, which keeps the answer for a minute. */
async function expectNoSuchName({ resolverAddress }: Dnscale): Promise<void> {
  const resolver = new Resolver({ timeout: 3_000, tries: 1 });
  resolver.setServers([resolverAddress]);
  await expect(resolver.resolveTxt(NAME)).rejects.toThrow('ENOTFOUND');
}
