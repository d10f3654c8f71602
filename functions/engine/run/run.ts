/** What the parts of one run share. */

import type { Dns01Solver, SolverPorts } from '../dns/dns01-solver.ts';
import type { IssuancePorts } from '../issuance/issue-certificate.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { TokenVersionSource } from '../ports/dns.ts';
import type { RunStep } from '../ports/events.ts';
import type { CertificateRecords, StateClaim } from '../ports/records.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';

export type RunPorts = SolverPorts &
  Omit<IssuancePorts, 'acme' | 'solver'> & {
    records: CertificateRecords;
    importer: CertificateImporter;
    tokenVersions: TokenVersionSource;
    /** The ACME server behind a directory URL, with our account there. */
    acmeServer(directoryUrl: string): AcmeServer;
    newRunId(): string;
  };

export type RunTimes = {
  /** Bounds the work: issuing and installing. */
  work: Deadline;
  /** Bounds the clean-up; later than `work`. */
  cleanUp: Deadline;
  /** Bounds the settling write; later than `cleanUp`, which may use its time up at a DNScale that hangs. */
  end: Deadline;
};

/** `step` is the only thing that changes: a failure is reported with the step it happened in. */
export type Run = {
  readonly claim: StateClaim;
  readonly solver: Dns01Solver;
  readonly times: RunTimes;
  readonly ports: RunPorts;
  readonly forced: boolean;
  step: RunStep;
};

export type Outcome =
  | { outcome: 'renewed' | 'installed' | 'unchanged'; nextCheckAt: Date }
  | { outcome: 'retired' };
