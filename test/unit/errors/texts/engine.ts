/** Errors that the engine makes by itself: configuration, propagation, authorizations, the run. */

import { orderHash } from '../../../../functions/engine/config/definition-hash.ts';
import { parseDefinition } from '../../../../functions/engine/config/definition-schema.ts';
import { expectDeployedAuthority } from '../../../../functions/engine/config/deployed-authorities.ts';
import { parseDescriptor } from '../../../../functions/engine/config/descriptor.ts';
import { validateConfig } from '../../../../functions/engine/config/validate.ts';
import { deadlineExceeded, systemClock, throwIfOver } from '../../../../functions/engine/deadline.ts';
import { propagationTimeout } from '../../../../functions/engine/dns/propagation-timeout.ts';
import { awaitingFirstAnswer, judgeAnswer } from '../../../../functions/engine/dns/propagation-verdict.ts';
import { findLeftovers, type SweepPorts } from '../../../../functions/engine/dns/sweep.ts';
import { asRenewerError, RenewerError } from '../../../../functions/engine/errors.ts';
import { pendingChallenges } from '../../../../functions/engine/issuance/challenges.ts';
import { challengeInvalid } from '../../../../functions/engine/issuance/failed-authorizations.ts';
import type { IssuanceJob } from '../../../../functions/engine/issuance/issuance-job.ts';
import { expectNamesCertified } from '../../../../functions/engine/issuance/missing-names.ts';
import { expectWithinLimits } from '../../../../functions/engine/issuance/own-limits.ts';
import type { Authorization } from '../../../../functions/engine/ports/acme.ts';
import type { NameServerAddress } from '../../../../functions/engine/ports/dns.ts';
import { finishCleanUp } from '../../../../functions/engine/run/clean-up.ts';
import { createSteps } from '../../../../functions/engine/run/steps.ts';
import { readEnvironment } from '../../../../functions/plan/environment.ts';
import { aDefinition, anOrder, NOW, noDeadline } from '../../../support/builders.ts';
import { aZone } from '../../engine/dns/dns-in-memory.ts';
import type { ErrorText } from '../error-page.ts';

const NAME = '_acme-challenge.www.example.com';

export const ENGINE_TEXTS: ErrorText[] = [
  ['A configuration file has faults.', () => validateConfig(FAULTY_CONFIG, 'renewer.config.ts')],
  ['Domain names have faults.', () => parseDefinition({ ...aDefinition(), domainNames: FAULTY_NAMES })],
  [
    'A stack or a table holds a definition with faults.',
    () => parseDefinition({ ...aDefinition(), domainNames: ['www.example.com', '*.example.com'] }),
  ],
  [
    'A configuration has the list of certificates of earlier releases.',
    () => validateConfig(FORMER_CONFIG, 'renewer.config.ts'),
  ],
  [
    'A parameter that should describe a renewer was written by a later release.',
    () => parseDescriptor('{"schema":2}', '/dnscale-certs/DnscaleCerts'),
  ],
  ['A function was changed by hand.', () => readEnvironment(CHANGED_BY_HAND)],
  [
    'A definition names a CA that the stack was not deployed with.',
    () => expectDeployedAuthority('https://ca.evil.test/directory', ['https://ca.test/directory']),
  ],
  ['Some name servers are late.', () => propagationTimeout(LATE_RRSETS, 'after 120 s', undefined)],
  [
    'Others serve the zone.',
    () => propagationTimeout(LATE_RRSETS, 'after 120 s', undefined, ['dnscale.test']),
  ],
  [
    'The name servers themselves were not found.',
    () =>
      propagationTimeout(
        [{ zoneName: NAME, name: NAME, standings: [] }],
        'when the time of the run was over',
        undefined,
      ),
  ],
  ['The validation failed.', () => challengeInvalid(anOrder(), FAILED_AUTHORIZATIONS, ISSUERS)],
  ['The order failed and the CA does not say why.', () => challengeInvalid(anOrder(), VALIDATED, ISSUERS)],
  ['CAA was changed after the preflight.', () => challengeInvalid(anOrder(), CAA_AUTHORIZATIONS, ISSUERS)],
  ['The CA wants another proof than DNS.', () => pendingChallenges([anAuthorization()], TARGETS)],
  [
    'The CA asks for a name of others.',
    () => pendingChallenges([anAuthorization({ challenge: CHALLENGE })], NONE),
  ],
  [
    'An authorization ended before it was answered.',
    () => pendingChallenges([anAuthorization({ status: 'expired', challenge: CHALLENGE })], TARGETS),
  ],
  ['The CA has left names out before.', () => expectNamesCertified(A_JOB_WITH_NAMES_MISSING, NOW)],
  [
    'Too many certificates were asked for within a week.',
    () => expectWithinLimits(AN_ORDER, { issuances: FOUR_ISSUANCES }, NOW),
  ],
  [
    'A new certificate that a person has asked for would be the fifth of a week.',
    () => expectWithinLimits({ ...AN_ORDER, forced: true }, { issuances: FOUR_ISSUANCES }, NOW),
  ],
  [
    'A name was not validated again and again.',
    () => expectWithinLimits(AN_ORDER, { failedValidations: { 'example.com': [NOW, NOW, NOW] } }, NOW),
  ],
  ['Names given to the sweep have faults.', () => findLeftovers(['example..com'], NOT_ASKED, noDeadline())],
  ['A run took too long.', () => deadlineExceeded('this run')],
  [
    'A run took too long, since somebody did not answer.',
    () =>
      throwIfOver(
        { at: NOW, signal: AbortSignal.abort(deadlineExceeded('this run')) },
        { who: 'DNScale', request: 'GET https://api.dnscale.eu/v1/zones', waitedMs: 12_300 },
      ),
  ],
  ['The certificate is done, TXT values are left.', () => finishCleanUp(A_RUN_WITH_LEFTOVERS)],
  ['Something unforeseen was thrown.', () => asRenewerError(new TypeError("reading 'x' of undefined"))],
];

const AN_ORDER = {
  certificateName: 'example.com',
  domainNames: ['example.com'],
  exempt: false,
  forced: false,
};

const FOUR_ISSUANCES = Object.fromEntries(
  ['v1', 'v2', 'v3', 'v4'].map((version) => [
    version,
    { at: NOW, domainNames: ['example.com'], exempt: false },
  ]),
);

const FAULTY_CONFIG = {
  alertEmail: 'ops',
  termsOfServiceAgreed: true,
  certificates: { web: { domainNames: ['exa mple.com'], keyAlgoritm: 'EC_PRIME256V1' } },
};

const FORMER_CONFIG = {
  alertEmail: 'ops@example.com',
  termsOfServiceAgreed: true,
  certificates: [
    { domainNames: ['example.com', '*.example.com'] },
    { certificateName: 'shop', domainNames: ['shop.example.com'], regions: ['us-east-1'] },
  ],
};

const CHANGED_BY_HAND = { STATES_TABLE_NAME: 'states', AWS_LAMBDA_FUNCTION_NAME: 'dnscale-certs-plan' };

const FAULTY_NAMES = [
  'localhost',
  '192.0.2.1',
  'www.*.example.com',
  'my_host.example.com',
  '-a.example.com',
  'example..com',
  'a.b.c.d.e.f.g.h.i.example.com',
  'xn--a.example',
];

const CHALLENGE = {
  url: 'https://ca.test/challenge/1',
  txtValue: 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ',
};

const FAILED_AUTHORIZATIONS = [
  anAuthorization({
    status: 'invalid',
    error:
      'During secondary validation: No TXT record found at _acme-challenge.www.example.com (unauthorized)',
  }),
];

const ISSUERS = ['ca.test'];
const VALIDATED = [anAuthorization({ status: 'valid' })];

const CAA_AUTHORIZATIONS = [
  anAuthorization({
    status: 'invalid',
    error: 'CAA record for www.example.com prevents issuance (caa)',
    errorType: 'caa',
  }),
];

const TARGETS = new Map([[NAME, { name: NAME, zone: aZone('example.com') }]]);
const NONE = new Map();

/** The names are judged first. */
const NOT_ASKED = {} as SweepPorts;

const LATE_RRSETS = [
  {
    zoneName: 'example.com',
    name: NAME,
    standings: [
      judgeAnswer(awaitingFirstAnswer(aServer(1)), { kind: 'answer', values: ['a', 'b'] }, ['a', 'b']),
      judgeAnswer(awaitingFirstAnswer(aServer(2)), { kind: 'answer', values: ['a', 'of another'] }, [
        'a',
        'b',
      ]),
      judgeAnswer(awaitingFirstAnswer(aServer(3)), { kind: 'failure', reason: 'REFUSED' }, ['a', 'b']),
      awaitingFirstAnswer(aServer(4)),
    ],
  },
];

const NOT_REMOVED = new RenewerError({
  code: 'dnscale-unavailable',
  disposition: 'next-run',
  message:
    `DNScale gave no usable answer, so the renewer could not remove a TXT value at ${NAME} (zone example.com). ` +
    'Seen: DELETE https://api.dnscale.eu/v1/zones/z1/records/r1: 502 DOWN "Maintenance".',
});

const A_RUN_WITH_LEFTOVERS = {
  solver: {
    outstanding: () => [{ zoneId: 'z1', zoneName: 'example.com', name: NAME, value: CHALLENGE.txtValue }],
    cleanUp: async () => NOT_REMOVED,
  },
  times: { cleanUp: noDeadline() },
  steps: createSteps(systemClock),
};

function aServer(number: number): NameServerAddress {
  return { nameServer: `ns${number}.dnscale.eu`, address: `192.0.2.${number}`, port: 53 };
}

function anAuthorization(changes: Partial<Authorization> = {}): Authorization {
  const domainName = 'www.example.com';
  return {
    url: 'https://ca.test/authorization/1',
    status: 'pending',
    domainName,
    wildcard: false,
    ...changes,
  };
}

const A_JOB_WITH_NAMES_MISSING = {
  definition: aDefinition(),
  forced: false,
  claim: {
    state: {
      namesMissing: {
        orderHash: orderHash(aDefinition()),
        at: NOW,
        reason: 'The CA at ca.test made an order for example.net, which lacks example.com.',
      },
    },
  },
} as unknown as IssuanceJob;
