/**
 * Runs of a deployed app, as a test follows them: it starts one, waits for its report, and reads the run's events and the
 * state it left. It also reads what the app serves meanwhile (`live/`, ACM).
 */
import { vi } from 'vitest';
import type { CertificateState } from '../../../functions/engine/renewal/state.ts';
import type { DeployedApp, ImportedCertificate } from './deployed-app.ts';
import type { LoggedEvent } from './logged-event.ts';

/** The state item as the table has it: instants as text, and attributes that the engine does not know. */
export type StateItem = Pick<CertificateState, 'certificateName' | 'txtRecords' | 'installations'> & {
  failure?: { count: number; code: string; disposition: string; message: string; step: string; at: string };
  certificate?: { serial: string; domainNames: string[] };
  nextCheckAt?: string;
  waitsFor?: string;
  settledRunId?: string;
};

export type ReportedRun = { events: LoggedEvent[]; state: StateItem };

export type Live = ImportedCertificate & { pointer: string | undefined };

export type ReportedRuns = {
  /** The run that `start` leads to for this certificate. Waits a minute at most. */
  after(certificateName: string, start: () => Promise<void>): Promise<ReportedRun>;
  /** As `after`, when one `start` leads to a run for each of them. */
  afterAll(certificateNames: string[], start: () => Promise<void>): Promise<ReportedRun[]>;
  /** The last run, or the first one if there was none yet. */
  last(certificateName: string): Promise<ReportedRun>;
  readLive(certificateName: string): Promise<Live>;
};

const SOON = { timeout: 60_000, interval: 100 };

export function followRuns(app: DeployedApp): ReportedRuns {
  const readState = async (name: string) => (await app.readState(name)) as StateItem | undefined;

  async function waitForRun(certificateName: string, earlierRunId: string | undefined): Promise<ReportedRun> {
    const state = await vi.waitUntil(async () => {
      const found = await readState(certificateName);
      return found?.settledRunId === undefined || found.settledRunId === earlierRunId ? undefined : found;
    }, SOON);
    const events = await vi.waitUntil(async () => {
      const told = (await app.readEvents()).filter(({ runId }) => runId === state.settledRunId);
      return told.some(({ event }) => event === 'run-finished' || event === 'run-failed') ? told : undefined;
    }, SOON);
    return { events, state };
  }

  async function afterAll(certificateNames: string[], start: () => Promise<void>): Promise<ReportedRun[]> {
    const earlier = await Promise.all(certificateNames.map(readState));
    await start();
    return Promise.all(certificateNames.map((name, index) => waitForRun(name, earlier[index]?.settledRunId)));
  }

  return {
    afterAll,
    async after(certificateName, start) {
      const [run] = await afterAll([certificateName], start);
      if (!run) throw new Error('afterAll() gives a run for every name');
      return run;
    },
    last: (certificateName) => waitForRun(certificateName, undefined),
    async readLive(certificateName) {
      const imported = await app.readImported(certificateName);
      return { ...imported, pointer: await app.readObject(`live/${certificateName}/current.json`) };
    },
  };
}
