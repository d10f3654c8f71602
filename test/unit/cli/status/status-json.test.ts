/** The form that programs read: a change here that is no new field needs another number. */

import { expect, it } from 'vitest';
import { statusJson } from '../../../../cli/status/status-json.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { CertificateStatus } from '../../../../functions/engine/renewal/certificate-status.ts';
import { aDescriptor, aStoredCertificate, NOW } from '../../../support/builders.ts';
import { documentIn } from '../../../support/command-documents.ts';

it('is one object with the number of its form', () => {
  const at = new Date('2026-11-23T05:30:00Z');
  const statuses: CertificateStatus[] = [
    {
      certificateName: 'example.com',
      word: 'needs-you',
      needsYou: true,
      certificate: aStoredCertificate(),
      renewsAt: new Date('2026-12-31T00:00:00Z'),
      nextCheckAt: NOW,
      certificateArns: { 'eu-central-1': 'arn:1' },
      targets: [],
      served: { ok: 2, all: 3 },
      usedBy: ['arn:2'],
      error: { code: 'caa-forbids', message: 'CAA forbids it.', at, count: 2 },
      readiness: {
        at,
        provedAt: new Date('2026-11-22T05:30:00Z'),
        failure: { code: 'caa-forbids', disposition: 'person', message: 'CAA forbids it.', since: at },
      },
    },
    { certificateName: 'new', word: 'waiting', needsYou: false, certificateArns: {}, targets: [] },
  ];
  const fault = new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: '/dnscale-certs/Other',
    message: 'The SSM parameter does not describe a renewer.',
  });

  const token = { version: 'v1', at, ok: true, zoneCount: 2, zonesSeen: ['a.test', 'b.test'], zonesLost: [] };

  const json = statusJson([{ renewer: aDescriptor(), statuses, isComplete: true, token }], [fault]);

  expect(documentIn('status', JSON.stringify(json))).toEqual({
    schema: 1,
    renewers: [
      {
        renewerName: 'Certs',
        region: 'eu-central-1',
        version: '0.1.0',
        isComplete: true,
        token: { ok: true, at: '2026-11-23T05:30:00.000Z', zoneCount: 2, zonesLost: [] },
        certificates: [
          {
            certificateName: 'example.com',
            state: 'needs-you',
            needsYou: true,
            notBefore: '2026-11-01T00:00:00.000Z',
            notAfter: '2027-01-30T00:00:00.000Z',
            renewsAt: '2026-12-31T00:00:00.000Z',
            nextCheckAt: '2026-11-23T06:00:00.000Z',
            domainNames: ['example.com'],
            serial: '0a1b2c',
            certificateArns: { 'eu-central-1': 'arn:1' },
            served: { ok: 2, all: 3 },
            usedBy: ['arn:2'],
            error: {
              code: 'caa-forbids',
              message: 'CAA forbids it.',
              at: '2026-11-23T05:30:00.000Z',
              count: 2,
            },
            readiness: {
              at: '2026-11-23T05:30:00.000Z',
              provedAt: '2026-11-22T05:30:00.000Z',
              failure: {
                code: 'caa-forbids',
                disposition: 'person',
                message: 'CAA forbids it.',
                since: '2026-11-23T05:30:00.000Z',
              },
            },
          },
          { certificateName: 'new', state: 'waiting', needsYou: false, certificateArns: {} },
        ],
      },
    ],
    unreadable: [
      {
        code: 'config-invalid',
        subject: '/dnscale-certs/Other',
        message: 'The SSM parameter does not describe a renewer.',
      },
    ],
  });
});
