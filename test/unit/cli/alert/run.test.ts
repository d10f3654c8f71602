import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
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

type Wiring = Pick<AlertWiring, 'directory' | 'notifyFunctionOf' | 'subscriptionsOf'>;
type Invoke = ReturnType<Wiring['notifyFunctionOf']>['invoke'];

const SENT = ['page', 'ticket', 'info'].map((severity) => ({ severity, subject: 'Test' }));

function renewers(names: string[], invoke: Invoke): Wiring {
  const all = names.map((renewerName) => aDescriptor({ renewerName, notifyFunction: renewerName }));
  return {
    directory: {
      region: async () => 'eu-central-1',
      listRenewers: async () => ({ renewers: all, unreadable: [] }),
    },
    notifyFunctionOf: () => ({ invoke }),
    subscriptionsOf: () => ({ listSubscriptions: async () => [] }),
  };
}

it('has 90 s for each renewer, however many there are', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const leftMs: number[] = [];
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const wiring = renewers(['A', 'B', 'C'], async (_, deadline) => {
    leftMs.push(deadline.at.getTime() - Date.now());
    await new Promise((resolve) => setTimeout(resolve, 80_000));
    deadline.signal.throwIfAborted();
    return { sent: SENT };
  });

  const test = runAlertTest({ json: true }, {}, { stdout, stderr }, wiring);
  await vi.advanceTimersByTimeAsync(3 * 80_000);
  await test;

  expect(leftMs).toEqual([90_000, 90_000, 90_000]);
  const { renewers: tested } = documentIn('alert-test', String(stdout.read())) as {
    renewers: { sent: object[] }[];
  };
  expect(tested.map(({ sent }) => sent.length)).toEqual([3, 3, 3]);
});

it('tells what was sent when it is interrupted, also to a program', async () => {
  const host = Object.assign(new EventEmitter(), { exit: () => undefined });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let calls = 0;
  const wiring = renewers(['A', 'B', 'C'], async (_, { signal }) => {
    calls += 1;
    if (calls === 2) host.emit('SIGINT', 'SIGINT');
    signal.throwIfAborted();
    return { sent: SENT };
  });

  const exitCode = await runAlertTest({ json: true }, {}, { stdout, stderr }, wiring, host);

  expect(documentIn('alert-test', String(stdout.read()))).toMatchObject({
    renewers: [
      { renewerName: 'A', sent: SENT },
      { renewerName: 'B', sent: [], failed: { code: 'interrupted' } },
      { renewerName: 'C', sent: [], failed: { code: 'interrupted' } },
    ],
  });
  expect([exitCode, calls, stderr.read()]).toEqual([130, 2, null]);
});
