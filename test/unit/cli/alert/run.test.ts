import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runAlertTest } from '../../../../cli/alert/run.ts';
import type { AlertWiring } from '../../../../cli/alert/wiring.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { aDescriptor } from '../../../support/builders.ts';
import { documentIn } from '../../../support/command-documents.ts';

it('tells what the others have sent when one renewer cannot be asked', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const denied = new RenewerError({
    code: 'aws-failed',
    disposition: 'person',
    message: 'Lambda refuses the call.',
  });
  const wiring: Pick<AlertWiring, 'directory' | 'notifyFunctionOf' | 'subscriptionsOf'> = {
    directory: {
      region: async () => 'eu-central-1',
      listRenewers: async () => ({
        renewers: ['Certs', 'Shop'].map((renewerName) =>
          aDescriptor({ renewerName, notifyFunction: `${renewerName}-notify` }),
        ),
        unreadable: [],
      }),
    },
    notifyFunctionOf: (functionName) => ({
      invoke: async () => {
        if (functionName === 'Shop-notify') throw denied;
        return { sent: [{ severity: 'page', subject: 'Test' }] };
      },
    }),
    subscriptionsOf: () => ({ listSubscriptions: async () => [] }),
  };

  const exitCode = await runAlertTest({ json: true }, {}, { stdout, stderr }, wiring);

  expect(documentIn('alert-test', String(stdout.read()))).toMatchObject({
    renewers: [
      { renewerName: 'Certs', sent: [{ severity: 'page', subject: 'Test' }] },
      { renewerName: 'Shop', sent: [], failed: { code: 'aws-failed', message: 'Lambda refuses the call.' } },
    ],
  });
  expect(exitCode).toBe(1);
});
