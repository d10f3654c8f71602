/** A recorded fleet, so that the page can be seen without AWS. */
import type { StatusDocument } from '../page-document.ts';

export function demoFleet(now: Date): StatusDocument {
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
  return {
    schema: 1,
    renewers: [
      {
        renewerName: 'DnscaleCerts',
        region: 'eu-central-1',
        version: '0.1.0',
        isComplete: true,
        certificates: [
          {
            certificateName: 'example.com',
            state: 'ok',
            needsYou: false,
            isDeclared: true,
            notBefore: inDays(-30),
            notAfter: inDays(60),
            renewsAt: inDays(30),
            words: { state: 'ok', headline: 'It is well.' },
            domainNames: ['example.com'],
            zones: { 'example.com': 'example.com' },
            limits: [],
            certificateArns: {},
            targets: [],
            probes: [],
            steps: [],
            history: [],
            revocations: [],
          },
        ],
      },
    ],
    unreadable: [],
  };
}
